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
