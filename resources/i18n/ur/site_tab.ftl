site-report = غیر معمولی باتیں
site-calm = دیکھنے کو کچھ نہیں
site-calm-hint = طویل انتظار، خالی کاؤنٹر، باری سے ہٹ کر بلاوے اور دوبارہ چھپی پرچیاں یہاں آتی ہیں۔
site-alert-waits =
    { $n ->
        [one] { $token } کا انتظار حد سے { $minutes } منٹ یا زیادہ بڑھ گیا
       *[other] { $n } گھرانوں کا انتظار حد سے { $minutes } منٹ یا زیادہ بڑھ گیا؛ پہلے { $token }
    }
site-alert-idle = کاؤنٹر { $counter } { $minutes } منٹ سے خالی ہے جبکہ { $n } اس کے منتظر ہیں
site-alert-silent = { $name } کی آخری خبر { $at } پر آئی
site-kind-supervisor = سپروائزر کا کمپیوٹر
site-kind-counter = کاؤنٹر کا کمپیوٹر
site-kind-display = ہال اسکرین
site-jumped =
    { $n ->
        [one] 1 دوسرے سے پہلے کاؤنٹر { $counter } پر بلایا گیا، { $operator }
       *[other] { $n } دوسروں سے پہلے کاؤنٹر { $counter } پر بلایا گیا، { $operator }
    }
site-reprinted = پرچی دوبارہ چھپی، { $operator }
site-new = نیا آپریٹر
site-change = تبدیل کریں
site-name = نام
site-role = کردار
site-counter = معمول کا کاؤنٹر
site-pin = پِن
site-drive = مہم
site-pin-new = چھ یا زیادہ ہندسے
site-pin-same = خالی: پہلے والا رہے گا
site-no-counter = کوئی نہیں
site-save = محفوظ کریں
site-leave = چھوڑیں
site-close = بند کریں
site-last-queue = کاؤنٹر { $counter } کے پاس کم از کم ایک قطار رہے گی
site-done-profile = کاؤنٹر { $counter } کا کام بدل گیا
site-done-saved = { $name } محفوظ ہو گیا
site-done-closed = { $name } اب یہاں سائن اِن نہیں کرے گا
