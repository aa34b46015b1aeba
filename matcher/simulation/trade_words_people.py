"""Titles, tasks and colloquial wishes for work among people: shops, food, care, school, office."""

PEOPLE: dict[str, tuple[str, str, str]] = {
    "5223": (
        "Butikkmedarbeider",
        "Betjene kassa, hjelpe kunder og holde butikken ryddig.",
        "jobbe i butikk|sitte i kassa|butikkmedarbeider|selge klær i en butikk|matbutikk",
    ),
    "9334": (
        "Varepåfyller",
        "Fylle på varer, rydde hyller og sjekke datoer.",
        "fylle på varer|sette varer i hyllene|varepåfylling om morgenen|rydde hyller i butikk",
    ),
    "9412": (
        "Kjøkkenassistent",
        "Vaske opp, skrelle grønnsaker og smøre mat.",
        "hjelpe til på kjøkkenet|oppvask på restaurant|kjøkkenassistent|jobbe på et kjøkken",
    ),
    "5120": (
        "Kokk",
        "Lage varm og kald mat etter oppskrift, og holde kjøkkenet rent.",
        "kokk|lage mat på restaurant|bli kokk en gang|kokk på sykehjem|vil lage mat",
    ),
    "5131": (
        "Servitør",
        "Ta imot gjester, ta bestillinger og servere.",
        "servitør|servere mat på restaurant|jobbe som kelner|ta imot gjester på restaurant",
    ),
    "5246": (
        "Kafémedarbeider",
        "Lage kaffe, smøre smørbrød og stå bak disken.",
        "jobbe på kafé|lage kaffe|selge pølser på bensinstasjonen|gatekjøkken",
    ),
    "5132": (
        "Bartender",
        "Skjenke, blande drinker og holde orden i baren.",
        "bartender|stå i bar|jobbe i en bar om kvelden|blande drinker",
    ),
    "5311": (
        "Barnehageassistent",
        "Leke, spise og være ute sammen med barna.",
        "jobbe i barnehage|passe barn|assistent i barnehage|noe med små barn|bernhage",
    ),
    "5312": (
        "Skoleassistent",
        "Hjelpe elever i timen og i friminuttene, og være med på SFO.",
        "assistent på skole|jobbe på SFO|hjelpe barn på skolen|skoleassistent",
    ),
    "2342": (
        "Barnehagelærer",
        "Planlegge og lede leken og læringen på en avdeling.",
        "barnehagelærer|bli førskolelærer|pedagog i barnehage",
    ),
    "5321": (
        "Helsefagarbeider",
        "Gi pleie, hjelpe ved måltider og skrive rapport.",
        "helsefagarbeider|jobbe på sykehjem|pleie gamle folk|fagbrev i helse|hjelpepleier",
    ),
    "5329": (
        "Pleieassistent",
        "Hjelpe beboere med mat, stell og turer.",
        "pleieassistent|assistent på sykehjem|hjelpe gamle på sykehjemmet|ekstravakt på sykehjem",
    ),
    "5322": (
        "Hjemmehjelp",
        "Besøke folk hjemme, rydde, handle og slå av en prat.",
        "hjemmehjelp|hjelpe gamle hjemme|jobbe i hjemmetjenesten|besøke eldre hjemme",
    ),
    "2223": (
        "Sykepleier",
        "Observere, gi medisiner og følge opp pasienter.",
        "sykepleier|bli sykepleier|jobbe som sykepleier på sykehus|sykepleier som i hjemlandet",
    ),
    "4110": (
        "Kontormedarbeider",
        "Svare på e-post, arkivere og holde møterom i orden.",
        "jobbe på kontor|kontorarbeid|kontormedarbeider|skrive på data på et kontor",
    ),
    "4222": (
        "Kundebehandler",
        "Svare kunder på telefon og chat.",
        "kundeservice|svare på telefon|kundesenter|snakke med kunder på telefonen",
    ),
    "4226": (
        "Resepsjonist",
        "Ta imot besøkende, sortere post og svare på spørsmål.",
        "resepsjonist|sitte i resepsjonen|jobbe i skranken|ta imot besøkende",
    ),
    "5141": (
        "Frisør",
        "Klippe, vaske og farge hår, og holde salongen ren.",
        "frisør|klippe hår|barberer|jobbe i frisørsalong",
    ),
    "5142": (
        "Hudpleier",
        "Gi ansiktsbehandling, forme negler og rydde behandlingsrom.",
        "hudpleie|legge negler|sminke|jobbe på skjønnhetssalong",
    ),
    "5414": (
        "Vekter",
        "Gå runder, sjekke dører og være synlig.",
        "vekter|securitas|jobbe som vakt|sikkerhetsvakt på kjøpesenter",
    ),
    "2652": (
        "Musiker",
        "Øve, spille på arrangementer og rigge lyd.",
        "musiker|spille musikk|leve av å synge|lage beats",
    ),
    "8331": (
        "Bussjåfør",
        "Kjøre rute, hjelpe passasjerer og holde bussen ren.",
        "bussjåfør|kjøre buss|skolebuss sjåfør|bli buss sjafør",
    ),
}
