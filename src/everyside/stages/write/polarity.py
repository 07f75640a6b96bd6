"""Words on which what a sentence says turns: negations, what makes a president a former one, opposites, days and numbers.

Closed lists, by language. A language without negations here is one in which a flip could not be seen, so nothing is written in it.
"""

from __future__ import annotations

import re
from functools import cache

_NEGATIONS = {
    "en": "not no never none nor neither nobody nothing nowhere without cannot deny denies denied denying denial refuse refuses "
    "refused refusing reject rejects rejected fail fails failed failing lack lacks lacked hardly barely unlikely false falsely "
    "untrue dispute disputes disputed unable halt halted cancel cancelled canceled stop stopped avoid avoided prevent prevented",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder bestreitet bestritt dementiert "
    "dementierte verweigert verweigerte abgelehnt lehnt falsch",
    "fr": "ne n pas jamais aucun aucune rien personne sans ni dément démenti nie nié refuse refusé rejette rejeté faux",
    "es": "no nunca jamás ningún ninguna ninguno nada nadie sin ni tampoco niega negó negado rechaza rechazó rechazado falso",
    "it": "non mai nessun nessuna nessuno niente nulla senza né smentisce smentito nega negato rifiuta rifiutato respinge falso",
    "pt": "não nunca jamais nenhum nenhuma nada ninguém sem nem nega negou negado recusa recusou rejeita rejeitou falso",
    "nl": "niet geen nooit niemand niets zonder noch ontkent ontkende ontkend weigert weigerde verwerpt verwierp onwaar",
    "pl": "nie nigdy żaden żadna żadne nikt nic bez ani zaprzecza zaprzeczył odmówił odmawia odrzucił fałszywy",
    "ru": "не нет никогда никто ничего ни без нельзя отрицает отрицал отказался отказывается отверг опроверг ложный",
}
_STATES = {  # what an office, a name or a deed may have before it or (as "elect") behind it that makes it another
    "en": "former ex acting interim deputy vice designate elect nominee candidate retired ousted would-be alleged "
    "allegedly suspected accused presumed potential attempted planned proposed",
    "de": "ehemalige ehemaliger ehemaligen früherer frühere früheren ex amtierende designierte mutmaßliche mutmaßlicher "
    "mutmaßlichen mutmaßlich stellvertretende angeblich angebliche geplante",
    "fr": "ancien ancienne ex feu intérimaire adjoint présumé présumée futur élu prétendu",
    "es": "exministro ex antiguo antigua interino interina presunto presunta supuesto supuesta electo electa fallecido",
    "it": "ex defunto interim presunto presunta eletto vice futuro",
    "pt": "ex antigo antiga interino suposto suposta eleito eleita falecido",
    "nl": "voormalig voormalige oud ex vermeend vermeende vermoedelijke waarnemend",
    "pl": "były była byłego byłej były domniemany rzekomy rzekoma",
    "ru": "бывший бывшая бывшего бывшей экс предполагаемый якобы",
}
_OPPOSITES = {
    "en": "increase/decrease increased/decreased rise/fall rises/falls rose/fell win/lose wins/loses won/lost accept/reject "
    "accepted/rejected approve/reject approved/rejected support/oppose supports/opposes supported/opposed guilty/innocent "
    "convicted/acquitted killed/wounded killed/injured dead/wounded dead/injured before/after more/fewer more/less higher/lower "
    "up/down open/closed opened/closed arrested/released start/end began/ended legal/illegal allowed/banned north/south "
    "northern/southern east/west eastern/western hired/fired passed/failed lifted/imposed majority/minority first/last "
    "buy/sell bought/sold import/export gain/loss gains/losses most/least above/below"
}

_DAYS = {
    "en": "today yesterday tomorrow tonight",
    "de": "heute gestern morgen montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "aujourd'hui hier demain lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet "
    "août septembre octobre novembre décembre",
    "es": "hoy ayer mañana lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre",
    "it": "oggi ieri domani lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno "
    "luglio agosto settembre ottobre novembre dicembre",
    "pt": "hoje ontem amanhã segunda terça quarta quinta sexta sábado domingo janeiro fevereiro março abril maio junho "
    "julho agosto "
    "setembro outubro novembro dezembro",
    "nl": "vandaag gisteren morgen maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart "
    "april mei juni "
    "juli augustus september oktober november december",
    "pl": "dziś dzisiaj wczoraj jutro poniedziałek wtorek środa czwartek piątek sobota niedziela stycznia lutego marca "
    "kwietnia maja "
    "czerwca lipca sierpnia września października listopada grudnia",
    "ru": "сегодня вчера завтра понедельник вторник среда четверг пятница суббота воскресенье января февраля марта апреля мая июня "
    "июля августа сентября октября ноября декабря",
}
_COUNTS = {  # numbers in words; the English ones are read as numbers (everyside.language.numbers)
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig hundert hunderte "
    "tausend tausende "
    "million millionen milliarde milliarden dutzend dutzende",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze vingt trente quarante cinquante cent cents mille "
    "milliers million "
    "millions milliard milliards dizaine dizaines douzaine centaine centaines",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cuarenta cincuenta cien ciento "
    "cientos mil miles "
    "millón millones decena decenas docena docenas centenar centenares",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici venti trenta quaranta cinquanta cento mille mila milione "
    "milioni miliardo miliardi decina decine dozzina centinaio centinaia migliaia",
    "pt": "dois duas três quatro cinco seis sete oito nove dez onze doze vinte trinta quarenta cinquenta cem cento centenas mil "
    "milhares milhão milhões dezena dezenas dúzia",
    "nl": "twee drie vier vijf zes zeven acht negen tien elf twaalf twintig dertig veertig vijftig honderd honderden duizend "
    "duizenden miljoen miljard tiental tientallen dozijn",
    "pl": "dwa dwie dwóch dwoje trzy trzech cztery czterech pięć pięciu sześć sześciu siedem siedmiu osiem ośmiu "
    "dziewięć dziewięciu "
    "dziesięć dziesięciu jedenaście dwanaście dwadzieścia trzydzieści czterdzieści pięćdziesiąt sto setki tysiąc tysiące tysięcy "
    "milion miliony milionów miliard miliardy miliardów",
    "ru": "два две двух двое три трёх трех трое четыре четырёх четырех пять пяти шесть шести семь семи восемь восьми девять девяти "
    "десять десяти одиннадцать двенадцать двадцать тридцать сорок пятьдесят сто сотни тысяча тысячи тысяч миллион "
    "миллиона миллионов "
    "миллиард миллиарда миллиардов",
}

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LISTS = {"negations": _NEGATIONS, "states": _STATES, "days": _DAYS, "counts": _COUNTS}
CHECKED = frozenset(_NEGATIONS)  # the languages that can be written


@cache
def _set(language: str, which: str) -> frozenset[str]:
    return frozenset(_LISTS[which].get(language, "").split())


@cache
def _opposite(language: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in _OPPOSITES.get(language, "").split():
        one, other = pair.split("/")
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


def spoken(text: str) -> list[str]:
    """The words in small letters: "didn't" as did and not, "ex-president" as ex and president."""
    plain = text.casefold().replace("’", "'")
    plain = re.sub(r"n't\b", " not", plain)
    return [part for word in _WORD.findall(plain) for part in ([word] if word == "would-be" else word.split("-"))]


def negations(language: str) -> frozenset[str]:
    return _set(language, "negations")


def negates(text: str, language: str) -> bool:
    return not negations(language).isdisjoint(spoken(text))


def states(words: list[str], language: str) -> set[str]:
    """Those of ``words`` (as ``spoken`` gives them) that make what they stand with another."""
    return set(words) & _set(language, "states")


def days(words: list[str], language: str) -> set[str]:
    """Those that name a day or month in small letters."""
    return set(words) & _set(language, "days")


def counts(words: list[str], language: str) -> set[str]:
    """Those that are numbers, but for the English ones."""
    return set(words) & _set(language, "counts")


def turned(words: set[str], there: set[str], language: str) -> bool:
    """Whether a word of ``words`` is not ``there``, but its opposite is."""
    opposite = _opposite(language)
    return any(word not in there and opposite[word] & there for word in words if word in opposite)
