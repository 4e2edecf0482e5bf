# پرچیوں کے الفاظ
slip-token-number = ٹوکن نمبر
slip-ahead = آپ سے پہلے
slip-wait = تقریباً انتظار
slip-ready = تیار رکھیں
slip-keep = یہ پرچی سنبھال کر رکھیں
slip-keep-receipt = یہ رسید سنبھال کر رکھیں
slip-no-fee = کوئی فیس نہیں
slip-helpline = ہیلپ لائن
slip-copy = نقل

slip-service-new_survey = نیا سروے
slip-service-roster_update = روسٹر اپڈیٹ
slip-service-priority = ترجیحی

slip-paper-own-cnic = اصل شناختی کارڈ
slip-paper-adult-cnics = تمام بالغوں کے شناختی کارڈ
slip-paper-b-forms = ہر بچے کا ب فارم
slip-paper-bill = بجلی یا گیس کا بل
slip-paper-mobile = موبائل فون
slip-paper-kafaalat-letter = کفالت کا خط
slip-paper-death-proof = وفات کا ثبوت
slip-paper-nikah-proof = نکاح کا ثبوت
slip-paper-this-slip = یہ پرچی
slip-short-own-cnic = شناختی کارڈ
slip-short-adult-cnics = شناختی کارڈ
slip-short-b-forms = ب فارم
slip-short-bill = بل
slip-short-mobile = موبائل
slip-short-kafaalat-letter = خط
slip-short-death-proof = ثبوت
slip-short-nikah-proof = ثبوت
slip-short-this-slip = پرچی

slip-no-token = آج ٹوکن نہیں
slip-what-now = اب کیا کریں
slip-go-nadra = پہلے نادرا دفتر سے یہ کاغذ لیں
slip-go-tehsil = اپنی تحصیل کے سنٹر جائیں
slip-go-information = انفارمیشن کاؤنٹر پر پوچھیں
slip-come-back = پھر اسی سنٹر واپس آئیں
slip-reason-referred = نادرا کا ایک کاغذ باقی ہے

slip-recorded = سروے درج ہو گیا
slip-reference = حوالہ نمبر
slip-counter = کاؤنٹر
slip-members = درج افراد
slip-operator = آپریٹر
slip-next = اب کیا ہو گا
slip-step-checked = جانچ پڑتال ہو گی
slip-step-sms = پیغام صرف 8171 سے آئے گا
slip-step-no-money = کسی کو رقم نہ دیں

slip-bring = اگلی بار یہ ساتھ لائیں
slip-until = اس تاریخ تک آئیں، آپ کی جگہ محفوظ ہے
slip-days = پیر تا جمعہ
slip-show = سپروائزر کو دکھائیں

slip-test-site = پرنٹر کی جانچ
