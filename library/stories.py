"""The blocks that tell a story: on the home page, and on pages of text, news and programmes."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from library.renditions import Picture, picture_of

WORDS = ["bold", "italic", "link"]
PASSAGE = ["h2", "h3", *WORDS, "document-link", "ol", "ul"]
# A place on this site in its language, another site, or a mail to somebody.
ADDRESS = RegexValidator(
    r"\A(/(?!/)|https?://|mailto:)\S*\Z", _("Write an address that begins with “/”, “https://” or “mailto:”.")
)

DRAWINGS = [
    ("phone", _("A telephone with a lesson")),
    ("certificate", _("A certificate")),
    ("people", _("People who meet")),
    ("network", _("A network between houses")),
]


def shown(image: Any) -> Picture | None:
    """This is how a chosen image is shown, None where none is chosen."""
    return picture_of(image) if image else None


class PassageBlock(blocks.RichTextBlock):
    """Paragraphs, headings and lists."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": PASSAGE, **kwargs})

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "library/blocks/text.html"


class IllustratedBlock(blocks.StructBlock):
    """A passage with a picture beside it: a photograph of the site's own, or one of the drawings that come with it."""

    title = blocks.CharBlock(max_length=120, label=_("title"))
    text = blocks.RichTextBlock(features=[*WORDS, "ol", "ul"], label=_("text"))
    drawing = blocks.ChoiceBlock(
        choices=DRAWINGS,
        required=False,
        search_index=False,
        label=_("drawing"),
        help_text=_("Shown where there is no picture."),
    )
    image = ImageChooserBlock(required=False, label=_("picture"))
    alt = blocks.CharBlock(
        max_length=500,
        required=False,
        default="",
        label=_("description"),
        help_text=_("What the picture says, for people who do not see it. Empty where it only decorates."),
    )

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "picture": shown(value["image"])}

    class Meta:
        icon = "image"
        label = _("Text with a picture")
        template = "library/blocks/illustrated.html"


class VoiceBlock(blocks.StructBlock):
    """What somebody says, with their name and where they are; they have agreed to be shown."""

    words = blocks.TextBlock(max_length=600, label=_("words"))
    name = blocks.CharBlock(max_length=150, label=_("name"))
    place = blocks.CharBlock(
        max_length=150, required=False, default="", label=_("country"), help_text=_("And what they do there, if you like.")
    )
    image = ImageChooserBlock(required=False, label=_("picture"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        return {**super().get_context(value, parent_context=parent_context), "picture": shown(value["image"])}

    class Meta:
        icon = "openquote"
        label = _("Words of a person")
        template = "library/blocks/voice.html"


class InvitationBlock(blocks.StructBlock):
    """A call to do something now."""

    title = blocks.CharBlock(max_length=120, label=_("title"))
    text = blocks.TextBlock(max_length=400, required=False, default="", label=_("text"))
    label = blocks.CharBlock(max_length=60, label=_("words of the button"))
    page = blocks.PageChooserBlock(required=False, label=_("page"))
    address = blocks.CharBlock(
        max_length=2000,
        required=False,
        default="",
        search_index=False,
        validators=[ADDRESS],
        label=_("address"),
        help_text=_("Instead of a page."),
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            reason = ValidationError(_("Choose a page or write an address, one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"page": reason})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        page = value["page"] if value["page"] and value["page"].live else None
        return {**context, "target": page.get_url(context.get("request")) if page else value["address"]}

    class Meta:
        icon = "arrow-right"
        label = _("Invitation")
        template = "library/blocks/invitation.html"


class QuestionBlock(blocks.StructBlock):
    """A question that people ask, and its answer."""

    question = blocks.CharBlock(max_length=200, label=_("question"))
    answer = blocks.RichTextBlock(features=[*WORDS, "ol", "ul"], label=_("answer"))

    class Meta:
        icon = "help"
        label = _("Question")


class QuestionsBlock(blocks.StructBlock):
    """Questions that open to their answers."""

    title = blocks.CharBlock(max_length=120, required=False, default="", label=_("title"))
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, max_num=30, label=_("questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        template = "library/blocks/questions.html"


class StoryBlock(blocks.StreamBlock):
    """A page's story."""

    text = PassageBlock()
    illustrated = IllustratedBlock()
    voice = VoiceBlock()
    invitation = InvitationBlock()
    questions = QuestionsBlock()

    class Meta:
        template = "library/blocks/story.html"
