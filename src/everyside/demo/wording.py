"""What stands around an article, in the language of its paper: menus, notices, invitations."""

from __future__ import annotations

from dataclasses import dataclass

from everyside.records.article import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """``sections`` fill the menu; ``labels`` name the kinds of article that are not plain news."""

    sections: tuple[str, ...]
    labels: tuple[str, str, str, str]  # opinion, live, video, press release
    cookies: str
    accept: str
    newsletter: str
    more: str
    comments: tuple[str, str, str]  # heading and two readers
    rights: str
    by: str
    share: str

    def label(self, kind: Kind) -> str:
        kinds = (Kind.OPINION, Kind.LIVE, Kind.VIDEO, Kind.PRESS_RELEASE)
        return self.labels[kinds.index(kind)] if kind in kinds else ""


WORDINGS = {
    "en": Wording(
        sections=("World", "Politics", "Business", "Sport", "Weather"),
        labels=("Opinion", "Live", "Video", "Press release"),
        cookies="We and our partners use cookies to measure how you read. You choose.",
        accept="Accept all",
        newsletter="Get our morning letter. Free, and gone with one click.",
        more="More stories",
        comments=("Comments", "First!", "Will somebody please read past the headline."),
        rights="All rights reserved. Terms. Privacy. Contact.",
        by="By",
        share="Share this",
    ),
    "es": Wording(
        sections=("Mundo", "Política", "Economía", "Deportes", "El tiempo"),
        labels=("Opinión", "En directo", "Vídeo", "Nota de prensa"),
        cookies="Usamos cookies propias y ajenas para saber cómo nos lee. Usted decide.",
        accept="Aceptar todo",
        newsletter="Reciba cada mañana nuestro boletín en su correo.",
        more="Más noticias",
        comments=("Comentarios", "Llevo años diciéndolo.", "¿Y de esto nadie va a responder?"),
        rights="Todos los derechos reservados. Aviso legal. Contacto.",
        by="Por",
        share="Compartir",
    ),
    "de": Wording(
        sections=("Welt", "Politik", "Wirtschaft", "Sport", "Wetter"),
        labels=("Meinung", "Liveticker", "Video", "Pressemitteilung"),
        cookies="Wir verwenden Cookies, um unser Angebot zu messen. Sie haben die Wahl.",
        accept="Alle akzeptieren",
        newsletter="Unser Brief am Morgen: kostenlos und jederzeit abbestellbar.",
        more="Weitere Meldungen",
        comments=("Kommentare", "War ja klar.", "Danke für den ruhigen Ton."),
        rights="Alle Rechte vorbehalten. Impressum. Datenschutz. Kontakt.",
        by="Von",
        share="Teilen",
    ),
    "fr": Wording(
        sections=("Monde", "Politique", "Économie", "Sports", "Météo"),
        labels=("Opinion", "Direct", "Vidéo", "Communiqué"),
        cookies="Nous utilisons des traceurs pour mesurer notre audience. À vous de choisir.",
        accept="Tout accepter",
        newsletter="Chaque matin, notre lettre dans votre boîte.",
        more="À lire aussi",
        comments=("Réactions", "Enfin quelqu'un qui le dit.", "Et les chiffres, on les vérifie ?"),
        rights="Tous droits réservés. Mentions légales. Nous écrire.",
        by="Par",
        share="Partager",
    ),
    "pt": Wording(
        sections=("Mundo", "Política", "Economia", "Esporte", "Tempo"),
        labels=("Opinião", "Ao vivo", "Vídeo", "Comunicado"),
        cookies="Usamos cookies para saber como você nos lê. A escolha é sua.",
        accept="Aceitar tudo",
        newsletter="Receba nossa carta da manhã, sem custo.",
        more="Leia também",
        comments=("Comentários", "Até que enfim.", "Cadê a versão do outro lado?"),
        rights="Todos os direitos reservados. Termos. Contato.",
        by="Por",
        share="Compartilhar",
    ),
    "pl": Wording(
        sections=("Świat", "Polityka", "Gospodarka", "Sport", "Pogoda"),
        labels=("Opinie", "Na żywo", "Wideo", "Materiał prasowy"),
        cookies="Używamy plików cookie, aby mierzyć czytelnictwo. Wybór należy do Ciebie.",
        accept="Zgadzam się",
        newsletter="Poranny list od redakcji: bezpłatnie.",
        more="Zobacz także",
        comments=("Komentarze", "Nareszcie ktoś to napisał.", "A kto za to zapłaci?"),
        rights="Wszelkie prawa zastrzeżone. Regulamin. Kontakt.",
        by="Autor:",
        share="Udostępnij",
    ),
    "ar": Wording(
        sections=("العالم", "سياسة", "اقتصاد", "رياضة", "الطقس"),
        labels=("رأي", "مباشر", "فيديو", "بيان صحفي"),
        cookies="نستخدم ملفات تعريف الارتباط لقياس القراءة، والخيار لك.",
        accept="قبول الكل",
        newsletter="اشترك في رسالتنا الصباحية مجاناً.",
        more="اقرأ أيضاً",
        comments=("تعليقات", "كلام سليم.", "أين الأرقام؟"),
        rights="جميع الحقوق محفوظة. اتصل بنا.",
        by="بقلم",
        share="شارك",
    ),
    "ja": Wording(
        sections=("国際", "政治", "経済", "スポーツ", "天気"),
        labels=("論説", "速報中", "動画", "プレスリリース"),
        cookies="当サイトは閲覧状況の把握のためクッキーを使います。",
        accept="すべて同意する",
        newsletter="朝のメールマガジンを無料でお届けします。",
        more="関連記事",
        comments=("コメント", "続報を待ちます。", "数字の根拠が知りたい。"),
        rights="無断転載を禁じます。お問い合わせ。",
        by="記者：",
        share="共有",
    ),
}
