"""The renderer's own words, English and Urdu; a caller's `Style.text` may answer the same ids from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

#: id -> (English, Urdu). Arguments stand in braces.
TEXTS: dict[str, tuple[str, str]] = {
    "form-page-of": ("Page {page} of {pages}", "صفحہ {page} از {pages}"),
    "form-answered-of": ("{done} of {total} answered", "{total} میں سے {done} جواب"),
    "form-right-wrong": ("{done} right, {wrong} wrong", "{done} درست، {wrong} غلط"),
    "form-pages": ("Pages", "صفحے"),
    "form-open-wrong": ("{open} open, {wrong} wrong", "{open} باقی، {wrong} غلط"),
    "form-done": ("Done", "مکمل"),
    "form-open": ("Open", "باقی"),
    "form-wrong": ("Wrong", "غلط"),
    "form-check-answers": ("Check answers", "نظرِ ثانی"),
    "form-check-title": ("Check answers with the visitor", "سائل کے ساتھ نظرِ ثانی"),
    "form-check-hint": ("Enter on a line to change it", "بدلنے کے لیے سطر پر Enter"),
    "form-look-first": ("Look at these first", "پہلے یہ دیکھیں"),
    "form-check-empty": ("No answers yet", "ابھی کوئی جواب نہیں"),
    "form-not-answered": ("not answered", "جواب نہیں"),
    "form-problem-title": ("There is a problem", "ایک غلطی ہے"),
    "form-problem-count": ("{wrong} to correct, {look} to look at", "{wrong} درست کریں، {look} دیکھیں"),
    "form-empty": ("Empty: an answer is needed", "خالی: جواب درکار ہے"),
    "form-empty-number": ("Empty: type 0 if none", "خالی: نہیں تو 0 لکھیں"),
    "form-wrong-value": ("This value is not right", "یہ اندراج درست نہیں"),
    "form-wrong-number": ("Type a whole number", "پورا عدد لکھیں"),
    "form-wrong-date": ("No such date: day, month, year", "ایسی تاریخ نہیں: دن، ماہ، سال"),
    "form-wrong-type": ("Type it again in the right form", "درست شکل میں دوبارہ لکھیں"),
    "form-please-look": ("Please look: {message}", "براہِ کرم دیکھیں: {message}"),
    "form-right-as-is": ("Right as it is", "ایسے ہی درست"),
    "form-accepted": ("looked at, right as it is", "دیکھ لیا، ایسے ہی درست"),
    "form-day": ("day", "دن"),
    "form-month": ("month", "ماہ"),
    "form-year": ("year", "سال"),
    "form-hour": ("hour", "گھنٹہ"),
    "form-minute": ("minute", "منٹ"),
    "form-again": ("again", "دوبارہ"),
    "form-not-yet": ("Not yet", "ابھی نہیں"),
    "form-differs": ("The two entries differ", "دونوں اندراج مختلف ہیں"),
    "form-search": ("search", "تلاش"),
    "form-search-hint": ("Question number or word", "سوال نمبر یا لفظ"),
    "form-nothing-found": ("Nothing found", "کچھ نہیں ملا"),
    "form-type-to-search": ("type to search", "تلاش کے لیے لکھیں"),
    "form-rupees": ("Rs", "Rs"),
    "form-thousand": ("{n} thousand", "{n} ہزار"),
    "form-lakh": ("{n} lakh", "{n} لاکھ"),
    "form-crore": ("{n} crore", "{n} کروڑ"),
    "form-share-0": ("None", "نہیں"),
    "form-share-25": ("Quarter", "چوتھائی"),
    "form-share-50": ("Half", "آدھی"),
    "form-share-75": ("Most", "زیادہ"),
    "form-share-100": ("All", "ساری"),
    "form-acknowledge": ("Seen", "دیکھ لیا"),
    "form-choose-file": ("Choose a file", "فائل چنیں"),
    "form-opens-later": ("opens when it applies", "ضرورت پر کھلے گا"),
    "form-member-add": ("Add", "شامل کریں"),
    "form-row-number": ("No.", "نمبر"),
    "form-row-state": ("State", "حالت"),
    "form-row-done": ("Done", "مکمل"),
    "form-row-open": ("{n} open", "{n} باقی"),
    "form-row-wrong": ("{n} wrong", "{n} غلط"),
    "form-row-no-paper": ("No paper", "کاغذ نہیں"),
    "form-row-look": ("Please look", "دیکھیں"),
    "form-row-count": ("{n} in the list", "فہرست میں {n}"),
    "form-row-none": ("Nobody yet. Insert adds the first.", "ابھی کوئی نہیں۔ Insert سے پہلا شامل کریں۔"),
    "form-row-age": ("Age", "عمر"),
    "form-remove-ask": ("Remove {n} {name}? Choose why", "{n} {name} نکالیں؟ وجہ چنیں"),
    "form-remove-left": ("Left the household", "گھر چھوڑ دیا"),
    "form-remove-died": ("Died", "وفات پا گئے"),
    "form-remove-twice": ("Entered twice or by mistake", "دو بار یا غلطی سے درج"),
    "form-remove-cancel": ("Keep", "رہنے دیں"),
    "form-removed": ("{name} removed", "{name} نکال دیا"),
    "form-key-choose": ("choose", "منتخب کریں"),
    "form-key-next": ("next field", "اگلا خانہ"),
    "form-key-back": ("one back", "ایک پیچھے"),
    "form-key-list": ("open a list", "فہرست کھولیں"),
    "form-key-problem": ("go to the problem", "غلطی پر جائیں"),
    "form-key-right": ("right as it is", "ایسے ہی درست"),
    "form-key-page": ("page", "صفحہ"),
    "form-key-line": ("line", "سطر"),
    "form-key-change": ("change", "بدلیں"),
    "form-key-row": ("person", "فرد"),
    "form-key-form": ("form", "فارم"),
    "form-key-to-list": ("list", "فہرست"),
    "form-key-remove": ("remove, with a reason", "نکالیں، وجہ کے ساتھ"),
    "form-key-switch": ("change person", "فرد بدلیں"),
}


def texts_of(language: str) -> Callable[..., str]:
    """The default `Style.text` in 'en' or 'ur' (anything else: English). An unknown id raises KeyError."""
    place = 1 if language == "ur" else 0

    def text(text_id: str, **args: object) -> str:
        return TEXTS[text_id][place].format(**args)

    return text
