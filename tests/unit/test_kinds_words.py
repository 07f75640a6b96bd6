"""What is not a story, by its words: titles and addresses that list, in our languages, and the real stories that look like them.

All titles are made up.
"""

from __future__ import annotations

import re
import time

import pytest

from everyside.records.article import Kind
from everyside.stages.extract.jsonld import Markup
from everyside.stages.extract.kinds import NAMED, kind_of, kind_of_text
from everyside.stages.extract.wording import ALWAYS, SPOKEN, Pattern, Words, fold, read

URL = "https://farrow-echo.example/2031/07/14/some-page"

LISTINGS = """
Horoscope for Monday, 14 July
Aries Daily Horoscope Today, July 14, 2031: a fresh start
Weather forecast for Farrow and the coast
Gold price today: what 10 grams cost in your city
Petrol, diesel prices today, July 14
Powerball winning numbers for Saturday, July 14
TV tonight: a film about ferries
Sudoku 2,596 easy
Quick crossword No 16,214
Wordle hints and answer for July 14
Premier League fixtures and results
Today in history: July 14
Death notices for July 14
World news
Page not found
Sudoku 2,596 easy | Farrow Echo
Monday, 14 July 2031
2031年7月14日
Farrow Echo
Tageshoroskop für Montag: was die Sterne sagen
Wetter heute in Farrow
Lottozahlen vom Samstag, 14. Juli
Goldpreis aktuell: so viel kostet eine Unze
Blitzer in Farrow heute: hier steht der Radar
Horoscope du lundi 14 juillet
Résultats du Loto du lundi 14 juillet
Programme TV : notre sélection
Horóscopo de hoy, lunes 14 de julio
Precio del dólar hoy en Caravela
Pico y placa hoy lunes 14 de julio
Horóscopo do dia 14 de julho
Resultado da Mega-Sena 2031: veja os números
Previsão do tempo para segunda-feira
Oroscopo di oggi, lunedì 14 luglio
Estrazioni del Lotto di oggi
Horoscoop van maandag 14 juli
TV-tips voor vanavond
Horoskop na poniedziałek 14 lipca
Kursy walut 14.07.2031
Гороскоп на 14 июля для всех знаков
Прогноз погоды на 14 июля: дожди и ветер
Курс валют на 14 июля
Гороскоп на сьогодні, 14 липня
Погода на 14 липня: дощі
Günlük burç yorumları: 14 Temmuz
GRAM ALTIN NE KADAR? 14 Temmuz
حظك اليوم الاثنين 14 يوليو
سعر الذهب اليوم في المدينة
فال روزانه دوشنبه ۲۳ تیر
قیمت طلا امروز ۲۳ تیر
הורוסקופ יומי: 14 ביולי
आज का राशिफल 14 जुलाई: मेष से मीन तक
2031年7月14日十二星座今日运势
双色球第2031080期开奖结果
今日の運勢(7月14日)
7月14日の星占い
[오늘의 운세] 7월 14일
제1234회 로또 당첨번호
Ramalan zodiak 14 Juli: Aries dan Taurus
Harga emas hari ini 14 Juli
Dagens horoskop 14 juli
Ugens horoskop for alle stjernetegn
Lottotallene er trukket: her er de
Päivän horoskooppi 14. heinäkuuta
Loton oikea rivi 28/2031
Horoskop na pondělí 14. července
Kdo má dnes svátek 14. července
Horoscop 14 iulie
Curs BNR 14 iulie
Napi horoszkóp: 2031. július 14.
Ζώδια σήμερα 14 Ιουλίου
Dnevni horoskop za 14. julij
Tečajna lista HNB 14. srpnja
Дневни хороскоп за 14. јул
Дневен хороскоп за 14 юли
""".strip().splitlines()

ROUNDUPS = """
Farrow news in brief
AP News in Brief at 6:04 p.m. EST
Morning briefing: ferries, floods and a vote
The week in pictures
NBA roundup: Harbour beat Farrow
5 things to know for July 14: ferries, floods
Podcast: Who counts the votes?
Was heute wichtig ist: Fähren und Fluten
Presseschau vom 14. Juli
Revue de presse du lundi
Las portadas de los diarios de hoy
Resumo do dia: o que aconteceu
Rassegna stampa di lunedì
Przegląd prasy: o czym piszą gazety
Главное за день: паром и выборы
Головне за день: пором і вибори
Gazete manşetleri: 14 Temmuz
موجز الأخبار ليوم الاثنين
今日要闻:渡轮与选举
今日のニュース一覧
간추린 뉴스: 7월 14일
""".strip().splitlines()

LIVE = """
Farrow ferry: live updates from the harbour
Live: the ferry is being towed
The ferry hearing – as it happened
Ferry hearing | Live
Fährunglück: +++ 07:04 Schlepper sind da +++ Liveticker
EN DIRECT, le ferry est remorqué
Última hora del ferry en directo
Минута за минутой – онлайн
""".strip().splitlines()

STORIES = """
Storm kills 12 in Farrow
Weather forecast for Sunday: storm kills 12, warns of worse
Weather forecasters on strike over pay
Gold price today: trader arrested over forged bars
Gold falls to its lowest in a month as dollar climbs
Stock market today: shares slide as banks report losses
Stock market crash wipes out a year of gains
Horoscope app sued over leak of birth dates
Horoscope columnist wins libel case
Horoscope for sale: how an app made millions from scandal
Live Nation sued over ticket prices
Alive and well: sailors found after nine days
They live here: the people of the ferry
Roundup lawsuit: jury awards gardener 80 million
Roundup: weedkiller maker loses appeal
Sudoku creator dies at 69
Crossword champion accused of cheating
Wordle sold to a newspaper for a seven-figure sum
Lottery winner found dead at home
Powerball winning numbers for Saturday: winner arrested
A recipe for disaster: how the ferry was steered
Recipe for peace found wanting
Black box of the ferry found
Opinion polls narrow before the vote
Video shows the ferry hitting the pier
Podcast host arrested in Farrow
The week in which everything changed for the minister
Obituary: a life at sea
TV presenter leaves after twenty years
Ticker symbol mix-up sends shares soaring
Briefing room closed after fire
Digest of laws published after a century
In brief: court sides with the ferry's captain
Top seed out of the open
Day 14 of the war: shelling resumes
September 11 suspect pleads guilty
14 July attack: survivors testify
May resigns
Wetterdienst warnt vor Orkan an der Küste
Horoskop-Autorin wegen Betrugs verurteilt
Rezept für den Frieden gesucht
Goldpreis fällt auf Jahrestief
Recettes de l'État : le gouvernement revoit ses prévisions
Météo : la tempête fait trois morts
Le tirage au sort de la Coupe du monde
La receta de Caravela contra la inflación
El clima en la coalición es tenso
El dólar sube tras la decisión del banco central
Receita do Estado cai pela primeira vez
Mega-Sena: ganhador é preso por fraude
La ricetta del ministro per le pensioni
Przepis na sukces nie istnieje
Погода унесла жизни двух человек
Курс валют: задержан банкир
Рецепт успеха от министра
Прогноз погоды: ураган, погибли трое
Döviz kurları davası: bankacı tutuklandı
انهيار أسعار الذهب اليوم بعد قرار البنك
地震で星占い館が倒壊、死者3人
天气预报员被捕
2031年7月，一艘渡轮在港口搁浅
2031年、渡し船が港で座礁した
Reseptit loppuivat apteekista
Horoskop-svindel: politiet har siktet to
""".strip().splitlines()


@pytest.mark.parametrize("title", LISTINGS)
def test_a_title_that_lists_is_a_listing(title: str) -> None:
    assert kind_of_text(title, "", URL) is Kind.LISTING


@pytest.mark.parametrize("title", ROUNDUPS)
def test_a_title_over_many_things_is_a_roundup(title: str) -> None:
    assert kind_of_text(title, "", URL) is Kind.ROUNDUP


@pytest.mark.parametrize("title", LIVE)
def test_a_title_that_goes_on_all_day_is_live(title: str) -> None:
    assert kind_of_text(title, "", URL) is Kind.LIVE


@pytest.mark.parametrize("title", STORIES)
def test_a_real_story_with_the_same_words_stays_news(title: str) -> None:
    assert kind_of_text(title, "", URL) is Kind.NEWS


@pytest.mark.parametrize(
    ("path", "title", "kind"),
    [
        ("/life/horoscopes/aries", "Aries: a fresh start", Kind.LISTING),
        ("/recipes/potato-bake", "Potato bake with cheese", Kind.LISTING),
        ("/recipes/potato-bake", "Celebrity chef arrested", Kind.NEWS),
        ("/sport", "Sport", Kind.LISTING),
        ("/world-news/", "World News", Kind.LISTING),
        ("/archive/harbour-crisis", "Harbour crisis", Kind.NEWS),
        ("/weather/storm", "Storm nears the coast", Kind.NEWS),
        ("/lottery/jackpot", "Jackpot goes to a village", Kind.NEWS),
        ("/obituaries/a-sailor", "A sailor who saw the world", Kind.NEWS),
        ("/en/live-news/2031-ferry", "Ferry runs aground", Kind.NEWS),  # a wire's name for its wire, not a live blog
        ("/newsletters/monday", "Ferries and floods", Kind.ROUNDUP),
        ("/world/storm-live-updates.html", "Storm", Kind.LIVE),
        ("/world/olive-blog-review", "Olives", Kind.NEWS),
        ("/opinion/letters", "Letters", Kind.OPINION),
        ("/opinion/letters", "Why I vote", Kind.OPINION),
    ],
)
def test_the_address_tells_too(path: str, title: str, kind: Kind) -> None:
    assert kind_of_text(title, "", f"https://farrow-echo.example{path}") is kind


def test_markup_of_a_recipe_is_a_listing_unless_it_is_news() -> None:
    assert kind_of(URL, "Potato bake", Markup(types=frozenset({"Recipe"})), "", "", "") is Kind.LISTING
    assert kind_of(URL, "Chef opens", Markup(types=frozenset({"Recipe", "NewsArticle"})), "", "", "") is Kind.NEWS


def test_a_page_and_a_bare_text_are_told_by_the_same_rules() -> None:
    for title in (*LISTINGS, *ROUNDUPS, *LIVE, *STORIES):
        assert kind_of(URL, title, Markup(), "", "", "") is kind_of_text(title, "", URL), title


@pytest.mark.parametrize(
    "title", ["", " ", "\x00", "#", "*", "* * *", ":", "|||", "[", "【】", "\ud800", "1" * 500, "é" * 500, "🛳" * 400, "a: " * 200]
)
def test_any_title_has_a_kind(title: str) -> None:
    assert kind_of_text(title, title * 3, "http://[bad/" + title) in Kind


def test_a_title_made_to_be_slow_is_not() -> None:
    titles = ["horoscope for " * 40, "* " * 150, "today " * 60, ": " * 150, "[" * 300, "1.2," * 80, " - " * 100]
    started = time.process_time()
    for title in titles:
        kind_of_text(title * 100, title * 2_000, URL)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("pattern", "title", "fits"),
    [
        ("horoscope *", "Horoscope", True),
        ("horoscope *", "Horoscopes", False),
        ("horoscope* *", "Horoscopes of today", True),
        ("* horoscope", "Your horoscope", True),
        ("* horoscope", "Your horoscope today", False),
        ("gold * today", "Gold today", True),
        ("gold * today", "Gold price in Farrow today", True),
        ("gold * today", "Gold todays", False),
        ("lotto #", "Lotto 6/49", True),
        ("lotto #", "Lotto", False),
        ("a * b * a", "a b a", True),
        ("a * a", "a", False),
        ("*運勢*", "今日の運勢です", True),
        ("altın fiyatları", "ALTIN FİYATLARI", True),
        ("météo du *", "Meteo du lundi", True),
    ],
)
def test_a_pattern_is_a_whole_title(pattern: str, title: str, fits: bool) -> None:
    assert Pattern.of(pattern).fits(fold(title)) is fits


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.NEWS])
def test_each_file_of_words_is_well_formed(kind: Kind) -> None:
    table = read(kind)
    for key, value in table.items():
        if not isinstance(value, dict):
            assert key in ALWAYS, f"{kind}: unknown key {key}"
            continue
        assert re.fullmatch("[a-z]{2}", key), f"{kind}: {key} is no language"
        assert set(value) <= set(SPOKEN), f"{kind}.{key}: unknown keys {set(value) - set(SPOKEN)}"
        for name, listed in value.items():
            assert len(listed) == len(set(listed)), f"{kind}.{key}.{name} says something twice"
            assert all(text == text.strip() and text for text in listed)
    assert all(word == word.lower() and "/" not in word for word in table.get("path", ()))


def test_no_pattern_is_only_stars_and_none_is_wide_open() -> None:
    for kind in set(Kind) - {Kind.NEWS}:
        for language, spoken in read(kind).items():
            for pattern in spoken.get("title", ()) if isinstance(spoken, dict) else ():
                assert len([*filter(str.isalpha, pattern)]) >= 2 or "*" not in pattern, (
                    f"{kind}.{language}: {pattern!r} would take in almost every title"
                )


def test_a_word_that_stands_against_it_counts_for_its_own_language() -> None:
    words = Words(
        {"en": {"title": ["gold *"], "never": ["sinks"]}, "de": {"title": ["gold *"], "never": ["rat"]}, "fr": {"never": ["x"]}}
    )
    assert words.title(fold("Gold x"))
    assert not words.title(fold("Gold sinks"))
    assert not words.title(fold("Gold Rat"))


def test_every_kind_but_news_has_words() -> None:
    assert {*NAMED, Kind.ROUNDUP, Kind.LISTING, Kind.NEWS} == set(Kind)
