# drc doctor
doctor-settings = { $path } میں ترتیبات درست ہیں۔
doctor-printer-none = کوئی پرنٹر مقرر نہیں اور کوئی ملا بھی نہیں۔ پرنٹر لگائیں، پھر drc printer setup چلائیں۔
doctor-printer-unset = کوئی پرنٹر مقرر نہیں۔ ملے: { $found }۔ ایک کو drc printer setup سے آزمائیں۔
doctor-printer-ready = پرنٹر { $where } جواب دے رہا ہے اور تیار ہے۔
doctor-printer-silent = پرنٹر { $where } تک رسائی ہے مگر وہ جواب نہیں دیتا: آزمائشی پرچی نکالیں اور دیکھیں (drc printer test)۔
doctor-scanner-keyboard = کی بورڈ والے سکینر کے لیے کوئی ترتیب نہیں چاہیے: سپروائزر ونڈو میں ایک پرچی سکین کریں۔
doctor-scanner-port = سکینر کا پورٹ { $port } موجود ہے۔
doctor-scanner-away = سکینر کا پورٹ { $port } موجود نہیں۔ سکینر لگائیں یا scanner.port درست کریں۔
doctor-scanner-busy = سکینر کا پورٹ { $port } نہیں کھلا۔ اسے استعمال کرنے والے دوسرے پروگرام بند کریں؛ لینکس پر اکاؤنٹ dialout گروپ میں ہونا چاہیے۔
doctor-fonts = تینوں فونٹ موجود ہیں۔
doctor-fonts-missing = یہ فونٹ نہیں: { $names }۔ اردو مختلف نظر آئے گی۔ npm کے ساتھ سیٹ اپ دوبارہ چلائیں۔
doctor-voice = آواز کی { $n } فائلیں موجود ہیں۔ سننے کے لیے سکرین کی آواز آزمائیں۔
doctor-place-site = سروے میں مرکز کی جگہ لکھی جاتی ہے (monitor.centre)۔ گاڑی کے کمپیوٹر پر place.port ضروری ہے۔
doctor-place-none = سروے میں کوئی جگہ نہیں لکھی جاتی: monitor.centre لکھیں، یا گاڑی کے کمپیوٹر پر place.port۔
doctor-place-fix = { $port } کا رسیور جگہ بتا رہا ہے: { $where }۔
doctor-place-no-fix = { $port } کا رسیور بول رہا ہے مگر اسے جگہ معلوم نہیں۔ اینٹینا کھلے آسمان کے نیچے رکھیں اور چند منٹ انتظار کریں۔
doctor-place-silent = { $port } سے کچھ سمجھ نہیں آتا۔ place.baud درست کریں (4800، 9600 یا 115200) یا رسیور کا دوسرا پورٹ چنیں۔
doctor-place-away = رسیور کا پورٹ { $port } موجود نہیں۔ رسیور لگائیں یا place.port درست کریں۔
doctor-modem-off = آنے والوں کو پیغام نہیں جاتے: modem.port اور modem.messages مقرر نہیں۔
doctor-modem-ready = { $port } کا موڈم نیٹ ورک میں ہے۔ پیغام { $messages ->
    [on] چاہنے والوں کو بھیجے جاتے ہیں
   *[other] بند ہیں (modem.messages)
}۔
doctor-modem-no-sim = { $port } کے موڈم میں سم تیار نہیں۔ ایسی سم لگائیں جس کا پن بند ہو۔
doctor-modem-no-network = { $port } کے موڈم کو نیٹ ورک نہیں ملتا۔ اینٹینا ہلائیں یا دیکھیں کہ سم بند تو نہیں۔
doctor-modem-away = { $port } کا موڈم موجود نہیں یا جواب نہیں دیتا۔ موڈم لگائیں یا modem.port اور modem.baud درست کریں۔
