"""Titles, tasks and colloquial wishes for work with the hands, with machines and outdoors."""

HANDS: dict[str, tuple[str, str, str]] = {
    "9112": (
        "Renholder",
        "Vaske gulv, trapper og toaletter etter en fast plan.",
        "vaske|renhold|vaske kontorer|vaske rom på hotell|jobbe med vasking",
    ),
    "8157": (
        "Vaskerimedarbeider",
        "Sortere, vaske, rulle og brette tøy.",
        "jobbe på vaskeri|vaske og brette tøy|renseri|rulle duker og sengetøy på vaskeri",
    ),
    "4321": (
        "Lagermedarbeider",
        "Plukke ordrer, ta imot varer og holde orden på hyllene.",
        "lager|jobbe på lager|plukke varer på lager|lagerarbeid|lagger",
    ),
    "8344": (
        "Truckfører",
        "Flytte paller med truck og laste biler.",
        "kjøre truck|truckfører|ta truckførerbevis og kjøre truck|truck på lager",
    ),
    "9333": (
        "Laste- og lossearbeider",
        "Laste og losse varer, og bære sammen med andre.",
        "laste og losse|bære møbler i flyttebyrå|losse lastebiler|jobbe på kaia",
    ),
    "9321": (
        "Pakkemedarbeider",
        "Pakke varer i esker, merke og stable.",
        "pakke varer|pakke esker|stå og pakke|pakkejobb",
    ),
    "8322": (
        "Varebilsjåfør",
        "Kjøre varer og pakker til kunder.",
        "kjøre varebil|sjåfør|levere pakker med bil|taxisjåfør|bud med varebil",
    ),
    "8332": (
        "Lastebilsjåfør",
        "Kjøre lastebil, sikre lasten og levere.",
        "lastebilsjåfør|kjøre lastebil|trailersjåfør|kjøre stor bil",
    ),
    "4412": (
        "Postbud",
        "Sortere post og gå eller kjøre en rute.",
        "postbud|jobbe i posten|gå med post|dele ut post",
    ),
    "8311": (
        "Lokomotivfører",
        "Kjøre tog etter rute og signaler.",
        "lokfører|kjøre tog|togfører|bli lokomotivfører",
    ),
    "7115": (
        "Snekker",
        "Måle, sage og montere sammen med fagfolk.",
        "snekker|tømrer|bygge hus|snekre|lære å bli tømrer",
    ),
    "7131": (
        "Maler",
        "Sparkle, male og dekke til.",
        "maler|male hus|male vegger|malerlærling",
    ),
    "9313": (
        "Hjelpearbeider på bygg",
        "Bære materialer, rydde plassen og hjelpe fagfolk.",
        "hjelpearbeider på bygg|rydde på byggeplass|jobbe på byggeplass|bære materialer på bygg",
    ),
    "9312": (
        "Hjelpearbeider i anlegg",
        "Grave, legge kantstein og dirigere trafikk.",
        "veiarbeid|legge asfalt|grave grøfter|anleggsarbeid",
    ),
    "7411": (
        "Elektrikerhjelp",
        "Trekke kabler og hjelpe elektrikeren.",
        "elektriker|bli elektriker|jobbe med strøm|montere lys og stikkontakter",
    ),
    "7126": (
        "Rørleggerhjelp",
        "Bære, kappe rør og hjelpe rørleggeren.",
        "rørlegger|hjelpe rørleggeren|montere bad og rør|bli rørlegger",
    ),
    "9329": (
        "Fabrikkarbeider",
        "Mate maskiner, sortere og rydde.",
        "fabrikk|jobbe på fabrikk|samlebånd|produksjon på fabrikk",
    ),
    "8160": (
        "Operatør i matproduksjon",
        "Følge linja, veie og kontrollere matvarer.",
        "fiskefabrikk|lage mat på fabrikk|operatør i matproduksjon|jobbe på meieri",
    ),
    "7512": (
        "Bakerhjelp",
        "Veie opp, elte, steke og pakke brød.",
        "baker|bake brød|jobbe på bakeri|lage kaker|konditor",
    ),
    "7511": (
        "Fiskehandlerhjelp",
        "Rense, skjære og legge ut fisk og kjøtt.",
        "slakter|skjære kjøtt|filetere fisk|fiskebutikk",
    ),
    "7531": (
        "Syer",
        "Legge opp, reparere og sy om klær.",
        "sy klær|skredder|reparere klær|systue",
    ),
    "7212": (
        "Sveiserhjelp",
        "Slipe, sveise enkle deler og holde orden.",
        "sveiser|sveise|jobbe med sveising|mekanisk verksted sveise",
    ),
    "6113": (
        "Gartner",
        "Så, plante, beskjære og stelle bed.",
        "gartner|jobbe i gartneri|jobbe med planter og blomster|anleggsgartner",
    ),
    "9214": (
        "Parkarbeider",
        "Klippe gress, luke og rake i parken.",
        "klippe gress|hagearbeid|jobbe ute i parken|rake og luke",
    ),
    "6121": (
        "Gårdsarbeider",
        "Fôre, måke og stelle dyr på gård.",
        "jobbe på gård|stelle kyr|fjøs|jobbe hos en bonde med dyr",
    ),
    "6221": (
        "Røkter på oppdrettsanlegg",
        "Fôre fisk, spyle nøter og se etter merdene.",
        "fiskeoppdrett|jobbe på merd|røkter|lakseoppdrett",
    ),
    "5164": (
        "Dyrepasser",
        "Mate, lufte og stelle dyr.",
        "passe dyr|hundepasser|jobbe med hunder|dyrepasser",
    ),
    "7231": (
        "Mekanikerhjelp",
        "Skifte dekk og olje, og hjelpe mekanikeren.",
        "bilmekaniker|mekke bil|reparere biler|jobbe på bilverksted|skifte dekk",
    ),
    "9122": (
        "Bilvasker",
        "Vaske, støvsuge og polere biler.",
        "vaske bil|bilvask|bilpleie|polere biler",
    ),
    "3512": (
        "IT-medarbeider",
        "Sette opp maskiner og hjelpe brukere.",
        "it support|hjelpe folk med data|reparere pc|noe med data|it-hjelp",
    ),
    "2512": (
        "Programmerer",
        "Rette feil og skrive små programmer sammen med andre.",
        "programmerer|lage apper|lage spill|kode|utvikler",
    ),
    "5153": (
        "Vaktmesterhjelp",
        "Skifte lyspærer, måke snø og reparere småting.",
        "vaktmester|jobbe som vaktmester på skole|fikse ting|vaktmesterassistent",
    ),
    "9611": (
        "Renovasjonsarbeider",
        "Tømme dunker, sortere avfall og hjelpe folk på gjenbruksstasjonen.",
        "søppeltømmer|kjøre med søppelbilen|jobbe på gjenbruksstasjon|sortere søppel|renovasjon",
    ),
}
