"""Words that say nothing, or little, about the work that somebody wishes for.

They are matched as plain words, as typed with or without æ, ø and å: "har" is empty, "hår" is not.
The phrases of the catalogue may hold them ("noe med hender"), where they weigh little. Written by
the project from everyday Norwegian and English.
"""

from matcher.occupations.words import folded, plain, words

_DIGRAPHS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def _set(text: str) -> frozenset[str]:
    written = words(plain(text))
    return frozenset(
        form for word in written for form in (word, folded(word), word.translate(_DIGRAPHS))
    )


FILLERS = _set(
    """
    jobe jober jobbe arbed vill jeg eg vi du han hun ho henne ham hverandre det den de dei dem
    meg deg oss dere seg min mitt mine mi din sin sine si sitt hans hennes som at å og i på paa
    til for fra av med om hos ved under over mellom etter før mot uten inn ut opp ned her der
    hit dit så da når hvor kor hva kva hvem kven hvordan korleis hvorfor fordi hvis viss dersom
    en ein ei et eit ett er var vært være vere vera blir ble bli har hadde hatt ha kan kunne
    kunnet vil ville villet vilja skal skulle må måtte bør burde får fikk få fått går gikk gå
    gått kommer kom komme gjerne gjerna helst heller også òg bare berre kun veldig litt mer mest
    meir mye mykje mange noen nokon noe noko alt alle annet anna andre sånn slik sånt slikt
    sånne kanskje tror trur synes syns tenker håper håpe vet veit ikke ikkje ønsker ønske
    ønskjer ynskjer ynskje lyst trives trivast liker like likar likt elsker elskar glad flink
    god godt bra fin fint best bedre kjekt gøy moro artig spennende interessant interessert
    interesse drømmer drømme drøm drømmejobb draum søker søke søkjer leter trenger treng jobb
    jobben jobber jobbar jobba jobbet jobbing arbeid arbeide arbeider arbeidet arbeidde yrke
    yrket stilling praksis praksisplass plass sted stad gjøre gjer gjere gjera gjør gjort holde
    prøve prøver prøvd utprøving erfaring år måneder nå no senere først fyrst siden igjen alltid
    aldri ofte lenge allerede hvert hver heile hele dagen dag tid gang selv sjølv sammen saman
    eventuelt eksempel f.eks typ type liksom ganske helt aller norge noreg norsk norsken språk
    i'm am my me to a an the and or in on of with would want wanna wish work working works job
    jobs something somewhere as be become is do doing some any love please hope can could this
    that have has had maybe really also hi hello hei hallo takk thanks we you they so get been
    was will good nice much more very lot time day new first later now
    """
)
"""Words that stand around a wish; they neither help nor hinder a match."""

VAGUE = _set(
    """
    usikker usikkert sikker sikkert sikre ingenting samme same greit greitt greie greier ok okei
    okay nær nært nærme nærheten nærmeste bor bur bosted tenkt tenke tenkje penger pengar tjene
    tjener lønn lønna betalt betaling betale deltid heltid fulltid halvdag halv prosent
    stillingsprosent mandag mandager mandagar tirsdag tirsdager onsdag torsdag torsdager fredag
    fredager lørdag lørdager søndag søndager helg helger kvelden kvelder kveldstid morgenen
    morgener ettermiddag dagtid uke uka uker timer måned måneder månad snart raskt fort ferie
    hyggelig hyggelige koselig koselege snille snill kolleger miljøet arbeidsmiljø sjanse
    sjansen mulighet muligheter hverdag hverdagen livet liv fast faste vanlig vanleg vanlige
    normal enkel enkelt rolig roleg rolige lett lette tungt vanskelig vanskelege hardt fleksibel
    fleksibelt variert variasjon forskjellig forskjellige ulike velge valg bestemme bestemmer
    bestemt kvp programmet veileder veilederen saksbehandleren planen planer framtid fremtid
    framtida rolle tom nei ja joda tja mulig mulege muligens alternativ vetke idk tullball ide
    ideer aning anelse peiling ingen kjenner forstår skjønner spørsmål spørre spurt venner venn
    venninne familien kjæreste kjæresten kona mannen bror søster mor far mine vennene betyr
    spesielt spesiell spesielle finnes finnst finst passer passar passende foreslår forslag
    foreslå vekke klar klart åpen åpent open meste mesteparten mulighetene husker huske glemt
    kommer kjem annerledes nytt nye ny rik framover ubestemt uansett uvisst ukjent tilfeldig
    ledig ledige foretrekker foretrekk litegrann egentlig eigentleg virkelig absolutt nesten
    akkurat bestandig fremdeles fortsatt endelig dessverre utrolig ordentlig skikkelig hvilken
    hvilket hvilke kvifor kvar noen hvem nevnte peker dette denne disse desse der hvorsomhelst
    mening meningsfullt meningsfylt gir preferanse preference preferences stressa tar tok tatt
    aner bla blabla fine finere fungerer orker orka kunnskap kunnskaper oppgave oppgaver flere
    færre første andre tredje to fire fem seks sju åtte ni ti hundre tusen gammal gamal kursa
    mellomtiden trygg trygt trygge hei hadet mvh vennlig hilsen gang gonger ganger nettopp
    nothing anything anywhere unsure know idea whatever ever money pay paid salary full part
    everything dont don sure understand maybe perhaps need needs take takes make earn soon close
    near home live lives family friends feel think thinking dream choose best better easy hard
    fun interesting right left long short every each other another others different which what
    who why how when where there here very too also only just please kind sort thing things
    stuff me myself people says said told bydel bydelen oslo bergen trondheim stavanger
    kristiansand tromsø drammen fredrikstad sandnes ålesund bodø skien moss hamar lillehammer
    gjøvik sandefjord tønsberg larvik arendal haugesund molde harstad alta norge norway oslos
    groruddalen lillestrøm asker bærum sandvika ski jessheim gardermoen nordland finnmark troms
    vestland rogaland agder telemark vestfold innlandet trøndelag syria damaskus aleppo somalia
    mogadishu eritrea asmara etiopia afghanistan kabul irak iran ukraina kyiv kiev kongo sudan
    pakistan tyrkia polen litauen romania russland filippinene manila thailand vietnam india
    marokko gambia nigeria ghana kenya uganda palestina libanon jordan hjemland landet
    """
)
"""Words about hours, pay, doubt, places and family: no work can be told from them alone."""

SAYS_NOTHING = FILLERS | VAGUE

WEAK = _set(
    """
    nav hjemme heime ute inne natt natta natten kveld morgen snakke prate folk mennesker hjelpe
    hjelp passe se sjå ta gi ting sted liten stor små store gammel ung unge eldre land by bygd
    sitte stå høre bruke finne prøve begynne starte slutte fritid sove bo leve spise drikke være
    skole skolen norskkurs kurs utdanning fagbrev kontakt ansvar tempo stress ro orden pen fin
    ren talk speak see give use find start sit stand small big old young
    """
)
"""Words that help to choose among kinds of work, and are too little by themselves."""
