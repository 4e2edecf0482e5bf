# ڈیٹا کیوں نہیں جا رہا، اور کیا کریں۔ کسی صورت میں کچھ ضائع نہیں ہوتا
sync-fault-unreachable = رجسٹری سے رابطہ نہیں ہو رہا
sync-fault-unreachable-do = کام جاری رہے گا۔ رابطہ بحال ہونے پر سب بھیج دیا جائے گا
sync-fault-busy = رجسٹری انتظار کا کہتی ہے
sync-fault-busy-do = دوبارہ کوشش خود ہوگی
sync-fault-not_registry = رجسٹری کی جگہ کوئی اور جواب دے رہا ہے
sync-fault-not_registry-do = نیٹ ورک دیکھیں: لاگ اِن صفحہ یا غلط پتہ جواب دے رہا ہے
sync-fault-broken_answer = رجسٹری کا جواب ادھورا یا ناقابلِ فہم تھا
sync-fault-broken_answer-do = دوبارہ کوشش خود ہوگی
sync-fault-store_failed = مقامی ذخیرہ جواب محفوظ نہ کر سکا
sync-fault-store_failed-do = ڈسک کی خالی جگہ دیکھیں
sync-fault-not_enrolled = اس کمپیوٹر کا رجسٹری میں اندراج نہیں
sync-fault-not_enrolled-do = کام جاری رہے گا۔ ہیڈ آفس کا ایک بار والا کوڈ لکھیں
sync-fault-not_approved = ہیڈ آفس نے ابھی اس کمپیوٹر کی منظوری نہیں دی
sync-fault-not_approved-do = کام جاری رہے گا۔ دوبارہ خود پوچھا جائے گا
sync-fault-unknown_device = رجسٹری اس کمپیوٹر کو نہیں پہچانتی
sync-fault-unknown_device-do = ہیڈ آفس کے نئے کوڈ سے اندراج کریں
sync-fault-revoked_device = ہیڈ آفس نے اس کمپیوٹر کو بند کر دیا ہے
sync-fault-revoked_device-do = اس کمپیوٹر پر کام روکیں اور ہیڈ آفس کو فون کریں
sync-fault-other = بھیجنا رک گیا: { $code }
sync-fault-other-do = دوبارہ کوشش خود ہوگی۔ برقرار رہے تو مدد کو بتائیں
sync-fault-underway = حوالے کر دیا گیا؛ رجسٹری کا جواب بعد میں آئے گا
sync-fault-underway-do = ہیڈ آفس کے جواب کے بعد اسٹک واپس لائیں، یا انتظار کریں
sync-fault-medium_gone = اسٹک پڑھی یا لکھی نہیں جا رہی
sync-fault-medium_gone-do = اسے دوبارہ لگائیں یا دوسری لیں۔ کچھ ضائع نہیں ہوا؛ دوبارہ لکھا جائے گا
sync-fault-medium_full = اسٹک میں جگہ نہیں رہی
sync-fault-medium_full-do = دوسری اسٹک لیں، یا غیر ضروری فائلیں ہٹائیں
sync-fault-cancelled = آپ نے روک دیا
sync-fault-cancelled-do = جن کا جواب آ چکا وہ محفوظ ہیں؛ باقی اگلی بار جائیں گے

# رجسٹری نے کیا واپس کیا، اور کیا کریں۔ سروے اسی کمپیوٹر پر محفوظ رہتا ہے
sync-refused-unknown_device = رجسٹری اس کمپیوٹر کو نہیں جانتی
sync-refused-unknown_device-do = ہیڈ آفس کے نئے کوڈ سے اندراج کریں، پھر دوبارہ بھیجیں
sync-refused-device_pending = ہیڈ آفس نے ابھی اس کمپیوٹر کی منظوری نہیں دی
sync-refused-device_pending-do = ہیڈ آفس سے منظوری لیں، پھر دوبارہ بھیجیں
sync-refused-revoked_device = سروے مکمل ہونے سے پہلے یہ کمپیوٹر بند کر دیا گیا تھا
sync-refused-revoked_device-do = ہیڈ آفس کو فون کریں؛ اس کمپیوٹر پر کام نہ کریں
sync-refused-bad_signature = سروے مکمل ہونے کے بعد بدل گیا، یا اس کمپیوٹر کی کلیدیں رجسٹرڈ نہیں
sync-refused-bad_signature-do = سپورٹ کو بتائیں؛ کمپیوٹر جیسا ہے ویسا رہنے دیں
sync-refused-wrong_site = یہ کمپیوٹر کسی اور مرکز کے لیے رجسٹرڈ ہے
sync-refused-wrong_site-do = اس مرکز کے لیے اندراج کریں، پھر سپورٹ کو بتائیں
sync-refused-wrong_key = سروے کسی اور رجسٹری کے لیے بند کیا گیا تھا
sync-refused-wrong_key-do = سپورٹ کو بتائیں؛ کمپیوٹر جیسا ہے ویسا رہنے دیں
sync-refused-conflict = ہیڈ آفس میں اسی نمبر پر ایک اور سروے موجود ہے؛ دونوں محفوظ ہیں
sync-refused-conflict-do = فیصلہ ہیڈ آفس کرے گا؛ سپروائزر کو نمبر بتائیں
sync-refused-oversize = سروے رجسٹری کی حد سے بڑا ہے
sync-refused-oversize-do = سپورٹ کو بتائیں: شاید کوئی تصویر بہت بڑی ہے
sync-refused-bad_receipt = رجسٹری کے جواب سے ثابت نہیں ہوتا کہ سروے پہنچ گیا
sync-refused-bad_receipt-do = ہیڈ آفس سے رجسٹری کا پتہ معلوم کریں، پھر دوبارہ بھیجیں
sync-refused-other = رجسٹری نے واپس کیا: { $code }
sync-refused-other-do = سپورٹ کو کوڈ بتائیں؛ سروے اسی کمپیوٹر پر محفوظ ہے

# اسٹک، کمانڈ لائن پر
sync-stick-written = { $n } اسٹک پر لکھے گئے، { $answered } کے جواب آئے، رجسٹری کی نقل کے { $pages } صفحے لیے گئے
sync-stick-safe = اب اسٹک نکالنا محفوظ ہے
