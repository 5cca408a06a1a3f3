"""The blocks of a lesson's text: one module per family, each block naming its template."""

from wagtail import blocks

from courses.blocks.media import AudioBlock, DownloadBlock, EmbedBlock, GlossaryBlock, ImageBlock, VideoBlock
from courses.blocks.questions import CheckBlock, QuestionsBlock
from courses.blocks.text import CalloutBlock, CodeBlock, QuotationBlock, TableBlock, TextBlock


class LessonBlock(blocks.StreamBlock):
    """A lesson's text."""

    text = TextBlock()
    callout = CalloutBlock()
    quotation = QuotationBlock()
    code = CodeBlock()
    table = TableBlock()
    check = CheckBlock()
    image = ImageBlock()
    video = VideoBlock()
    audio = AudioBlock()
    download = DownloadBlock()
    embed = EmbedBlock()
    glossary = GlossaryBlock()

    class Meta:
        template = "courses/blocks/lesson.html"


__all__ = ["LessonBlock", "QuestionsBlock"]
