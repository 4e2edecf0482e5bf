# دکھائی گئی پرچی
shown-slip-unreadable = یہ کسی رجسٹریشن سنٹر کی پرچی نہیں
shown-slip-unreadable-do = مربع کوڈ دوبارہ سکین کریں یا نقل نکالیں (F9)
shown-slip-forged = یہ پرچی اصلی نہیں: اس سنٹر نے نہیں بنائی
shown-slip-forged-do = اس پر خدمت نہ دیں۔ پرچی رکھیں اور سپروائزر کو بلائیں
shown-slip-other-site = یہ پرچی کسی دوسرے سنٹر کی ہے
shown-slip-other-site-do = گھرانے کو وہاں بھیجیں یا یہاں نیا ٹوکن دلوائیں
shown-slip-expired = پرچی { $token } صرف { $day } کے لیے تھی
shown-slip-expired-do = سپروائزر ڈیسک سے نیا ٹوکن دلوائیں
shown-slip-unknown = کوڈ اصلی ہے مگر { $token } اس سنٹر کی فہرست میں نہیں
shown-slip-unknown-do = سپروائزر کو بلائیں
shown-slip-receipt = { $token } یہاں { $day } کو درج سروے کی رسید ہے
shown-slip-receipt-do = یہ ٹوکن نہیں۔ دوسرے کام کے لیے سپروائزر ڈیسک سے ٹوکن لیں
shown-slip-offline = { $token } کا کوڈ اصلی ہے؛ سنٹر کا کمپیوٹر جواب نہیں دے رہا، استعمال کا علم نہیں
shown-slip-offline-do = ٹوکن سکرین سے ملائیں اور کام جاری رکھیں
shown-slip-right = { $token } اسی باری کی پرچی ہے
shown-slip-waits = { $token } اصلی ہے اور انتظار میں ہے: ابھی بلایا نہیں گیا
shown-slip-waits-do = گھرانے سے کہیں کہ اپنے نمبر کا انتظار کریں
shown-slip-parked = { $token } مؤخر ہے
shown-slip-parked-do = اپنے کاؤنٹر یا سپروائزر ڈیسک سے واپس لائیں
shown-slip-elsewhere = { $token } کاؤنٹر { $counter } پر بلایا گیا ہے
shown-slip-elsewhere-do = گھرانے کو کاؤنٹر { $counter } پر بھیجیں
shown-slip-copied = { $token } اس وقت کاؤنٹر { $counter } پر ہے: یہ پرچی نقل ہے
shown-slip-copied-do = اس پر خدمت نہ دیں۔ سپروائزر کو بلائیں
shown-slip-used = { $token } استعمال ہو چکا: اس کی باری { $at } پر ختم ہوئی
shown-slip-used-do = ایک پرچی ایک باری کے لیے ہے۔ دوسرے کام کے لیے نیا ٹوکن لیں
shown-slip-gone = { $token } کو { $at } پر قطار سے نکالا گیا
shown-slip-gone-do = گھرانے کو سپروائزر ڈیسک پر بھیجیں، وہ واپس لا سکتا ہے

# سکین میں ایک سے زیادہ نمبر
scan-confirm = کیا کارڈ پر نمبر { $number } ہے؟
scan-confirm-do = ہاں: Enter۔ اگر نہیں تو کارڈ دوبارہ سکین کریں
scan-choose = کارڈ والے نمبر کا ہندسہ دبائیں: { $numbers }
shown-slip-home = ساتھ لانے والے کاغذات کی فہرست، { $day } کو { $token } کے ساتھ دی گئی
shown-slip-home-do = یہ ٹوکن نہیں۔ دیکھیں کاغذات آ گئے ہیں، کارڈ سکین کریں اور ٹوکن دیں
shown-slip-comes-back = { $token } کی جگہ محفوظ ہے، { $day } سے
shown-slip-comes-back-do = گھرانے کا کارڈ سکین کریں: جگہ اسی سے ملے گی
