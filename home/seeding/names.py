"""Invented people's names, from many places; any given name may meet any family name of its own list."""

NAMES = [
    (
        "Wanjiru Achieng Njeri Kiprono Otieno Baraka Amani Zawadi",
        "Kamau Odhiambo Mwangi Wekesa Mutua Njoroge Cheruiyot Were",
    ),
    (
        "Chinonso Adaeze Tunde Folake Emeka Ngozi Sẹ́gun Yétúndé",
        "Okafor Adébáyọ̀ Balogun Eze Ọláníyan Nwosu Ibrahim Danjuma",
    ),
    (
        "Mateo Lucía Quispe Rosa Inés Sebastián Ximena Joaquín",
        "Mamani Huamán Flores Rojas Ñahui Gutiérrez Peña Yupanqui",
    ),
    (
        "Aïcha Ousmane Fatou Mamadou Sékou Mariam Koffi Aya",
        "Diallo Traoré Koné Ouédraogo Ndiaye Cissé N'Guessan Sow",
    ),
    (
        "Salma Youssef Amina Khaled Leïla Omar Nour Hédi",
        "Ben-Youssef Trabelsi Haddad Mansour Bouazizi Chérif Gharbi Ayari",
    ),
    (
        "محمد فاطمة أحمد مريم يوسف ليلى خالد زينب",
        "الحسن العلي منصور حداد الخطيب ناصر سليمان عباس",
    ),
    (
        "Ravi Priya Ananya Arjun Meera Vikram Kavya Sanjay",
        "Nair Sharma Iyer Patel Reddy Banerjee Kulkarni Rao",
    ),
    (
        "अनिता राजेश सीता विकास गीता सुनील पूजा अमित",
        "शर्मा वर्मा थापा गुरुङ यादव मिश्र श्रेष्ठ पाण्डेय",
    ),
    (
        "李 王 张 刘 陈 杨 赵 黄",
        "小龙 丽华 建国 秀英 伟 芳 敏 静",
    ),
    (
        "김 이 박 최 정 강 조 윤",
        "민준 서연 지훈 수빈 하은 도윤 예린 시우",
    ),
    (
        "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi",
        "Thị-Hoa Văn-Minh Ngọc-Anh Quốc-Bảo Thu-Hà Đức-Anh Mai-Lan Tuấn",
    ),
    (
        "Іван Ольга Микола Оксана Тарас Ірина Богдан Дарина",
        "Шевченко Коваленко Бондар Мельник Ткаченко Кравець Олійник Гончар",
    ),
    (
        "Giorgi Nino Luka Mariam Davit Tamar Levan Ana",
        "Beridze Kapanadze Gelashvili Lomidze Maisuradze Kvaratskhelia Giorgadze Tsiklauri",
    ),
    (
        "Leilani Sione Mele ‘Ana Tevita Lupe Semisi Fifita",
        "Tuifua Tupou Vainikolo Fonua Havili Taufa Moala Latu",
    ),
    (
        "Ingrid Lars Åse Øyvind Signe Jørn Maja Søren",
        "Solberg Hansen Kjær Ødegård Lindqvist Nyström Bø Dahl",
    ),
    (
        "João Beatriz Mário Inês Tiago Conceição Rui Luísa",
        "Gonçalves Araújo Silva Magalhães Simões Fontão Pereira Assunção",
    ),
    (
        "አበበ ትግስት ሰላም ዳዊት ሄለን ዮናስ ማርታ ብርሃኑ",
        "በቀለ ተስፋዬ ወልዴ ግርማ አለሙ ደስታ መኮንን ታደሰ",
    ),
    (
        "สมชาย สมหญิง อนันต์ กมล วิชัย มาลี ประเสริฐ สุดา",
        "ใจดี ศรีสุข ทองคำ วงศ์ไทย บุญมี รักไทย แสงทอง พูลสวัสดิ์",
    ),
]


def full_name(number: int) -> str:
    """This is the name of the person of this number; it comes again only after a long while, as names do."""
    number, row = divmod(number, len(NAMES))
    given, family = (words.split() for words in NAMES[row])
    number, first = divmod(number, len(given))
    number, last = divmod(number, len(family))
    # Who comes later has a second given name, then a third.
    middle = []
    while number:
        number, place = divmod(number - 1, len(given))
        middle.append(given[place])
    return " ".join([given[first], *middle, family[last].replace("-", " ")])
