kit-date = { $day } { $month } { $year }
kit-weekday-date = { $weekday }، { $date }
kit-weekday-1 = پیر
kit-weekday-2 = منگل
kit-weekday-3 = بدھ
kit-weekday-4 = جمعرات
kit-weekday-5 = جمعہ
kit-weekday-6 = ہفتہ
kit-weekday-7 = اتوار
kit-month-1 = جنوری
kit-month-2 = فروری
kit-month-3 = مارچ
kit-month-4 = اپریل
kit-month-5 = مئی
kit-month-6 = جون
kit-month-7 = جولائی
kit-month-8 = اگست
kit-month-9 = ستمبر
kit-month-10 = اکتوبر
kit-month-11 = نومبر
kit-month-12 = دسمبر

kit-undo = واپس لیں
kit-sentences = { $first }۔ { $then }۔
kit-try-again = دوبارہ کوشش
kit-close = بند کریں
kit-minutes = { $n } منٹ

kit-cnic-empty = پہلے کارڈ سکین کریں یا اس کے 13 ہندسے لکھیں۔
kit-cnic-characters = اس سکین میں شناختی نمبر نہیں۔ کارڈ دوبارہ سکین کریں یا 13 ہندسے لکھیں۔
kit-cnic-length = { $digits } ہندسے پڑھے گئے، نمبر میں { $wanted } ہوتے ہیں۔ دوبارہ سکین کریں یا باقی ہندسے لکھیں۔
kit-cnic-region = شناختی نمبر { $first } سے شروع نہیں ہوتا۔ کارڈ سے دوبارہ پڑھیں۔

kit-signin-title = کون سائن اِن کر رہا ہے؟
kit-signin-pin = پِن، 6 ہندسے
kit-signin-button = سائن اِن کریں
kit-signin-forgot = پِن بھول گئے؟ اس سنٹر کے سپروائزر سے کہیں۔
kit-signin-foot = ہر سائن اِن لاگ میں لکھا جاتا ہے۔
kit-signin-counter = { $role }، کاؤنٹر { $counter }
kit-signin-short = پِن میں 6 ہندسے ہوتے ہیں۔
kit-signin-nobody = اس ونڈو کے لیے کوئی آپریٹر درج نہیں
kit-signin-nobody-hint = آپریٹر سنٹر بناتے وقت شامل ہوتے ہیں (drc site init)۔
kit-signin-working = سائن اِن ہو رہا ہے…

kit-hint-person = فرد
kit-hint-sign-in = سائن اِن
kit-hint-clear = صاف کریں
kit-hint-all-keys = تمام بٹن
