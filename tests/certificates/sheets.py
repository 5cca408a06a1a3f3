"""A sheet in two directions, names from all over the world, and eyes to read a drawing with."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path

from PIL import Image
from pypdf import PdfReader

from certificates.pdf import Sheet, bidi, tidied
from certificates.pdf.shaping import Paragraph, paragraph
from certificates.pdf.sheet import tidy

SHEET = Sheet(
    issuer="Footbridge",
    heading="Certificate of completion",
    statement="This certifies that {name} has completed the course {title}",
    name="Amina Nguyễn",
    title="How the Internet works",
    details=("Completed on 3 March 2026", "3 hours of study"),
    check="Anyone can check this certificate here:",
    address="https://learn.example.org/certificates/3f2a8f6e-3a5e-4a53-9b6e-0f4f5d1c2b3a/",
    language="en",
)
ARABIC = replace(
    SHEET,
    heading="شهادة إتمام",
    statement="تشهد هذه الوثيقة بأن {name} قد أتمّ الدورة {title}",
    name="محمد عبد الله",
    title="كيف يعمل الإنترنت",
    details=("أُكملت في 3 مارس 2026", "3 ساعات من الدراسة"),
    check="يمكن لأي شخص التحقق من هذه الشهادة هنا:",
    language="ar",
)
# Language or script, a name, the face that draws it, and how many glyphs it takes.
LEFT_TO_RIGHT = [
    ("Vietnamese", "Nguyễn Thị Minh Khai", "NotoSerif-Regular", 20),
    ("Yoruba", "Ọlájídé Adébáyọ̀", "NotoSerif-Regular", 16),
    ("Polish", "Łukasz Żółć", "NotoSerif-Regular", 11),
    ("Welsh", "Siân Ŵyn", "NotoSerif-Regular", 8),
    ("Cyrillic", "Владимир Ольгин", "NotoSerif-Regular", 15),
    ("Greek", "Γεωργία Παπαδοπούλου", "NotoSerif-Regular", 20),
    ("Devanagari", "कृष्ण प्रसाद शर्मा", "NotoSansDevanagari", 14),
    ("Bengali", "শ্রীমতী সুচিত্রা ভট্টাচার্য", "NotoSansBengali", 22),
    ("Gurmukhi", "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "NotoSansGurmukhi", 11),
    ("Gujarati", "જ્ઞાનેશ્વર પટેલ", "NotoSansGujarati", 11),
    ("Odia", "ଜଗନ୍ନାଥ ମିଶ୍ର", "NotoSansOriya", 9),
    ("Tamil", "கோபாலகிருஷ்ணன்", "NotoSansTamil", 12),
    ("Telugu", "శ్రీనివాస రావు", "NotoSansTelugu", 8),
    ("Kannada", "ಕೃಷ್ಣಮೂರ್ತಿ", "NotoSansKannada", 8),
    ("Malayalam", "ശ്രീകുമാർ രാജന്\u200d", "NotoSansMalayalam", 13),
    ("Sinhala", "ශ්\u200dරීමත් ජයවර්ධන", "NotoSansSinhala", 13),
    ("Thai", "สมชาย ใจดี", "NotoSerifThai-Regular", 10),
    ("Lao", "ສົມໄຊ ວົງສະຫວັນ", "NotoSerifLao-Regular", 15),
    ("Khmer", "សុខ ស្រីមុំ", "NotoSansKhmer", 10),
    ("Myanmar", "ဒေါ်အောင်ဆန်းစုကြည်", "NotoSansMyanmar", 18),
    ("Ethiopic", "አበበ ቢቂላ", "NotoSansEthiopic", 7),
    ("Georgian", "გიორგი ბერიძე", "NotoSerifGeorgian-Regular", 13),
    ("Armenian", "Արամ Խաչատրյան", "NotoSerifArmenian-Regular", 14),
    ("Tibetan", "བསྟན་འཛིན་རྒྱ་མཚོ", "NotoSerifTibetan-Regular", 14),
    ("Tifinagh", "ⵎⵓⵃⵎⵎⴷ ⴰⵎⵣⵉⴰⵏ", "NotoSansTifinagh-Regular", 13),
    ("Cherokee", "ᏣᎳᎩ ᏎᏉᏯ", "NotoSansCherokee-Regular", 7),
    ("Inuktitut", "ᐃᓄᒃᑎᑐᑦ", "NotoSansCanadianAboriginal-Regular", 6),
    ("Santali", "ᱥᱟᱱᱛᱟᱲᱤ", "NotoSansOlChiki-Regular", 7),
    ("Meitei", "ꯃꯅꯤꯄꯨꯔ", "NotoSansMeeteiMayek-Regular", 6),
    ("Chinese, simplified", "李小龙", "NotoSansCJKSC", 3),
    ("Chinese, traditional", "李小龍", "NotoSansCJKTC", 3),
    ("Japanese", "高橋 さくら", "NotoSansCJKJP", 6),
    ("Korean", "김철수", "NotoSansCJKKR", 3),
]
RIGHT_TO_LEFT = [
    ("Arabic", "محمد عبد الله", "NotoNaskhArabic-Regular", 11),
    ("Persian", "علی\u200cرضا نوری\u200cزاده", "NotoNaskhArabic-Regular", 17),
    ("Urdu", "ڈاکٹر ظہیرالدین", "NotoNaskhArabic-Regular", 15),
    ("Hebrew, pointed", "שָׁלוֹם כֹּהֵן", "NotoSerifHebrew-Regular", 14),
    ("Syriac", "ܝܘܚܢܢ", "NotoSansSyriac-Regular", 5),
    ("Thaana", "އިބްރާހީމް މުހައްމަދު", "NotoSansThaana-Regular", 21),
    ("N'Ko", "ߡߏߞߏ ߞߊ߲ߕߍ", "NotoSansNKo-Regular", 10),
    ("Adlam", "𞤀𞤣𞤤𞤢𞤥", "NotoSansAdlam-Regular", 5),
]
PEOPLE = LEFT_TO_RIGHT + RIGHT_TO_LEFT


def shaped(text: str, family: str = "serif", language: str = "en") -> Paragraph:
    """A text on its own, in its own direction."""
    text = tidy(text)
    return paragraph(text, family, language, bidi.direction(text))


def glyphs_of(text: str) -> list:
    return [glyph for run in shaped(text).whole.runs for glyph in run.glyphs]


def numbers_of(text: str) -> list[int]:
    return [glyph.number for glyph in glyphs_of(text)]


def tidied_with(**changes: object) -> Sheet:
    return tidied(replace(SHEET, **changes))


def page_of(content: bytes):
    return PdfReader(io.BytesIO(content)).pages[0]


def read_by_pypdf(content: bytes) -> list[str]:
    """Lines, without the spaces of no width that stand for the further glyphs of a cluster."""
    return [line.strip().replace("\u200b", "") for line in page_of(content).extract_text().splitlines()]


def read_by_poppler(content: bytes, folder: Path) -> list[str]:
    """Lines, without the marks of direction that it adds."""
    (folder / "sheet.pdf").write_bytes(content)
    command = ["pdftotext", "sheet.pdf", "-"]
    text = subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout.decode()
    return [line.strip().translate(dict.fromkeys((0x200B, 0x202A, 0x202B, 0x202C))) for line in text.splitlines()]


def picture_of(content: bytes, folder: Path, dots: int) -> Image.Image:
    """The sheet as a printer sees it, in grey."""
    (folder / "sheet.pdf").write_bytes(content)
    command = ["pdftoppm", "-png", "-gray", "-r", str(dots), "-singlefile", "sheet.pdf", "sheet"]
    subprocess.run(command, cwd=folder, check=True)
    with Image.open(folder / "sheet.png") as image:
        return image.convert("L")
