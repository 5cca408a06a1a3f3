"""Blocks that are read as text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

WORDS = ["bold", "italic", "code", "link"]
PASSAGE = ["h2", "h3", *WORDS, "ol", "ul"]


class TextBlock(blocks.RichTextBlock):
    """Paragraphs, headings and lists."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(features=PASSAGE, **kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "courses/blocks/text.html"


class CalloutBlock(blocks.StructBlock):
    """A passage set apart."""

    kind = blocks.ChoiceBlock(
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Warning"))], default="note", label=_("kind")
    )
    text = blocks.RichTextBlock(features=[*WORDS, "ol", "ul"], label=_("text"))

    class Meta:
        icon = "info-circle"
        label = _("Call-out")
        template = "courses/blocks/callout.html"


class QuotationBlock(blocks.StructBlock):
    """Somebody else's words."""

    text = blocks.RichTextBlock(features=WORDS, label=_("text"))
    source = blocks.CharBlock(required=False, max_length=250, label=_("source"))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "courses/blocks/quotation.html"


class CodeBlock(blocks.StructBlock):
    """Lines that stay as they are: commands, answers of a machine, programs."""

    language = blocks.CharBlock(required=False, max_length=30, label=_("language"))
    code = blocks.TextBlock(label=_("code"))

    class Meta:
        icon = "code"
        label = _("Code")
        template = "courses/blocks/code.html"


class TableBlock(TypedTableBlock):
    """A table with a heading for each column."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__([("text", blocks.RichTextBlock(features=WORDS))], **kwargs)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"
