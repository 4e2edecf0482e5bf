supervisor-window = سپروائزر
supervisor-tab-today = آج
supervisor-tab-monitor = جائزہ
supervisor-tab-site = سنٹر
supervisor-open = کھلا ہے
supervisor-not-open = ابھی نہیں کھلا
supervisor-closed = بند ہے

supervisor-lamp-printer = پرنٹر
supervisor-lamp-database = ڈیٹابیس
supervisor-lamp-sync = سنک
supervisor-lamp-ready = تیار
supervisor-lamp-working = ٹھیک
supervisor-lamp-no-answer = جواب نہیں
supervisor-lamp-paper-low = کاغذ کم
supervisor-lamp-printing = پرنٹ جاری
supervisor-lamp-printer-fault = دیکھ لیں
supervisor-lamp-to-send = { $n } باقی
supervisor-lamp-refused = { $n } مسترد

supervisor-arrivals = آمد
supervisor-tokens-today = آج { $n } ٹوکن
supervisor-cnic = شناختی کارڈ یا ب فارم
supervisor-scan = سکین کریں یا لکھیں
supervisor-scan-hint = کارڈ سکین کریں، یا 13 ہندسے لکھ کر Enter دبائیں۔
supervisor-locked = دن کھلنے کے بعد ٹوکن پرنٹ ہو سکتے ہیں۔
supervisor-looking = رجسٹری کی نقل میں تلاش…
supervisor-due = { $type } واجب ہے: { $service }
supervisor-due-roster = روسٹر اپڈیٹ
supervisor-due-first = اس گھرانے کا پہلا سروے
supervisor-live-token = پہلے سے ٹوکن { $token } ہے
supervisor-live-detail = { $service }، { $state }۔ F9 سے دوبارہ پرنٹ کریں۔
supervisor-goes-first = پہلے باری
supervisor-estimate = { $n } آگے ہیں، تقریباً { $low } تا { $high } منٹ
supervisor-estimate-closed = { $n } آگے ہیں، ابھی کوئی کاؤنٹر یہ کام نہیں لے رہا
supervisor-print-token = ٹوکن پرنٹ کریں
supervisor-print-referral = حوالہ پرچی پرنٹ کریں
supervisor-last-slip = { $kind } { $at }
supervisor-slip-token = آخری پرچی
supervisor-slip-copy = نقل { $n }،
supervisor-slip-referral = حوالہ پرچی
supervisor-slip-acknowledgement = رسید
supervisor-slip-takehome = گھر کی فہرست
supervisor-slip-referral-title = پرچی
supervisor-no-slip = ابھی کوئی پرچی نہیں
supervisor-no-slip-hint = آخری پرچی یہاں نظر آئے گی
supervisor-job-pending = باقی
supervisor-job-sent = بھیجی گئی
supervisor-job-printed = پرنٹ شدہ
supervisor-job-failed = پرنٹ نہیں ہوئی
supervisor-reprint = دوبارہ
supervisor-print-again = پھر پرنٹ
supervisor-slip-begun = دوبارہ پرنٹ کرنے سے پہلے دیکھیں کہ پرچی نکلی یا نہیں، دوسری پرچی پر نقل لکھا ہو گا۔
supervisor-other-printer = پرچیاں اب { $where } پر جائیں گی
supervisor-no-other-printer = اس کمپیوٹر پر کوئی پرنٹر مقرر نہیں
supervisor-slips-failed = { $n } پرچی پرنٹ نہیں ہوئی۔ ٹوکن برقرار ہے۔ پرنٹر دیکھیں، پھر F9 دبائیں۔

supervisor-waiting = انتظار
supervisor-waits = سب سے زیادہ { $longest } منٹ، عموماً { $typical } منٹ
supervisor-find = تلاش
supervisor-chip-all = سب { $n }
supervisor-chip-waiting = منتظر { $n }
supervisor-chip-over = حد سے زیادہ { $n }
supervisor-chip-parked = مؤخر { $n }
supervisor-chip-no-show = غیر حاضر { $n }
supervisor-column-token = ٹوکن
supervisor-column-service = سروس
supervisor-column-first = پہلے
supervisor-column-waited = انتظار (منٹ)
supervisor-column-over = حد سے زیادہ
supervisor-column-state = حالت
supervisor-nobody-waits = کوئی انتظار میں نہیں
supervisor-nobody-waits-hint = پہلا کارڈ سکین کریں: ٹوکن یہاں نظر آئے گا۔
supervisor-nothing-found = اس چھانٹی میں کوئی قطار نہیں
supervisor-nothing-found-hint = ”سب“ چنیں یا تلاش خالی کریں۔
supervisor-call = بلائیں
supervisor-park = مؤخر کریں
supervisor-resume = واپس لائیں
supervisor-transfer = منتقل کریں
supervisor-more = مزید
supervisor-recycle = قطار میں واپس
supervisor-reprint-row = اس کی پرچی دوبارہ
supervisor-cancel-left = منسوخ: گھرانہ چلا گیا
supervisor-cancel-mistake = منسوخ: غلطی سے جاری ہوا
supervisor-call-at = کاؤنٹر { $counter }
supervisor-no-free-counter = کوئی کاؤنٹر فارغ نہیں
supervisor-close-day = دن بند کریں…

supervisor-done-called = { $token } کو کاؤنٹر { $counter } پر بلایا گیا
supervisor-done-nobody = کاؤنٹر { $counter } کے لیے کوئی انتظار میں نہیں
supervisor-done-parked = { $token } کو { $at } تک مؤخر کیا گیا
supervisor-done-resumed = { $token } پھر انتظار میں ہے
supervisor-done-transferred = { $token } کو { $service } میں منتقل کیا گیا
supervisor-done-recycled = { $token } قطار میں واپس
supervisor-come-back-on = { $day } کو دوبارہ آئیں
supervisor-done-come-back = { $token } کی باری { $day } کے لیے محفوظ ہے
supervisor-done-cancelled = { $token } منسوخ کیا گیا
supervisor-done-undone = { $token } پہلی حالت پر ہے
supervisor-done-no-show = { $token } کو غیر حاضر لکھا گیا، کاؤنٹر { $counter }
supervisor-day-closed = دن بند کر دیا گیا

supervisor-counters = کاؤنٹر
supervisor-counters-open = { $all } میں سے { $open } کھلے
supervisor-counters-ready = { $all } میں سے { $open } تیار
supervisor-no-operator = آپریٹر نہیں
supervisor-signed-in = سائن اِن ہے
supervisor-nobody-yet = ابھی کوئی نہیں
supervisor-nth-call =
    { $n ->
        [2] دوسری بار، { $span }
        [3] تیسری بار، { $span }
       *[other] { $n } بار، { $span }
    }
supervisor-back-at = واپسی { $at }

supervisor-outbox = ترسیل
supervisor-outbox-waiting = باقی
supervisor-outbox-oldest = سب سے پرانا
supervisor-outbox-refused = مسترد
supervisor-outbox-min = منٹ
supervisor-outbox-empty = بھیجنے کو کچھ نہیں
supervisor-outbox-empty-hint = مکمل سروے یہاں رہتے ہیں جب تک رجسٹری تصدیق نہ کرے۔
supervisor-no-network = { $at } سے نیٹ ورک بند
supervisor-station-counter = کاؤنٹر { $counter }
supervisor-station-pc = کمپیوٹر { $name }
supervisor-station-waiting = { $waiting } باقی
supervisor-station-refused = { $waiting } باقی، { $refused } مسترد

supervisor-open-day = دن کھولیں
supervisor-reopen = دن دوبارہ کھولیں
supervisor-checks =
    { $bad ->
        [0] { $n } چیزیں دیکھی گئیں، سب ٹھیک ہیں۔
       *[other] { $n } چیزیں دیکھی گئیں: { $bad } پر نظر ڈالیں، کوئی آپ کو نہیں روکتی۔
    }
supervisor-checks-stop = { $n } چیزیں دیکھی گئیں: سرخ نشان والی پہلے ٹھیک کریں۔
supervisor-closed-at = دن { $at } پر بند ہوا تھا۔ دوبارہ کھولنے پر وہی نمبر جاری رہیں گے۔
supervisor-check-database = ڈیٹابیس
supervisor-check-database-good = ٹھیک چل رہا ہے
supervisor-check-database-bad = استعمال کے قابل نہیں۔ drc site check چلائیں۔
supervisor-check-clock = گھڑی
supervisor-check-clock-good = آخری اندراج کے بعد ہے، جیسا ہونا چاہیے
supervisor-check-clock-bad = آخری اندراج ({ $last }) سے پیچھے ہے۔ اس کمپیوٹر کی تاریخ دیکھیں۔
supervisor-check-counters = کاؤنٹر
supervisor-check-counters-good = { $n } کاؤنٹر درج ہیں
supervisor-check-counters-bad = کوئی کاؤنٹر درج نہیں۔ اس کے بغیر بھی کھول سکتے ہیں۔
supervisor-check-operators = آپریٹر
supervisor-check-operators-good = { $n } آپریٹر سائن اِن کر سکتے ہیں
supervisor-check-operators-bad = ابھی کوئی سائن اِن نہیں کر سکتا۔
supervisor-check-disk = ڈسک
supervisor-check-disk-good = { $gb } جی بی خالی
supervisor-check-disk-bad = صرف { $gb } جی بی خالی۔ جلد جگہ بنائیں۔
supervisor-check-printer = پرنٹر
supervisor-check-printer-good = تیار
supervisor-check-printer-bad = تیار نہیں۔ دن کھل سکتا ہے؛ پرچیاں انتظار کریں گی۔
supervisor-check-slice = جانچ کے لیے رجسٹری کا ڈیٹا
supervisor-check-slice-age =
    { $days ->
        [0] آج موصول ہوا
       *[other] { $days } دن پرانا
    }
supervisor-look-again = دوبارہ دیکھیں
supervisor-date = تاریخ
supervisor-tokens-limit = آج کے ٹوکن
supervisor-tokens-hint = { $operators } کاؤنٹر، ہر ایک تقریباً { $each } سروے، کچھ زائد
supervisor-limits = انتظار کی حد
supervisor-limits-line = نیا سروے { $a }، روسٹر { $c }، ترجیحی { $p } منٹ
supervisor-open-note = ہال کی سکرین اور کاؤنٹر اسی کے ساتھ چلتے ہیں۔
supervisor-open-foot = کھولنے کے بعد پہلا کارڈ سکین کریں یا نمبر لکھیں۔
supervisor-confirm-date = تاریخ درست ہے: کھولیں
supervisor-opening = کھل رہا ہے…

supervisor-close-ask = دن بند کریں؟ { $n } گھرانوں کے پاس ابھی ٹوکن ہے؛ ہر گھرانے کی باری اگلے دن کے لیے محفوظ رہے گی۔
supervisor-close-yes = دن بند کریں

supervisor-hint-service = سروس
supervisor-hint-table = جدول کی صورت
supervisor-hint-count = دوبارہ گنیں
supervisor-hint-tab = ٹیب
supervisor-hint-print = ٹوکن پرنٹ
supervisor-hint-call = اگلا بلائیں
supervisor-hint-find = تلاش
supervisor-hint-keys = تمام بٹن
supervisor-hint-open = دن کھولیں
supervisor-hint-next = اگلا

supervisor-keys-title = تمام بٹن
supervisor-keys-scan = کہیں سے بھی: نمبر شناختی خانے میں آتا ہے
supervisor-keys-choose = قطار چنیں، ٹوکن نہیں تو 4
supervisor-keys-first = پہلے باری: معذور، حاملہ، بزرگ
supervisor-keys-print = ٹوکن یا حوالہ پرچی پرنٹ کریں
supervisor-keys-clear = اگلے گھرانے کے لیے خانہ خالی کریں
supervisor-keys-reprint = آخری پرچی دوبارہ پرنٹ کریں
supervisor-keys-other-printer = دوسرے پرنٹر پر یا PDF فائل میں پرنٹ کریں
supervisor-keys-next = اگلے گھرانے کو فارغ کاؤنٹر پر بلائیں
supervisor-keys-call = چنی ہوئی قطار کو کاؤنٹر پر بلائیں
supervisor-keys-park = چنی ہوئی قطار مؤخر کریں یا واپس لائیں
supervisor-keys-transfer = چنی ہوئی قطار دوسری سروس میں بھیجیں
supervisor-keys-undo = آخری قدم واپس لیں
supervisor-keys-find = ٹوکن تلاش کریں
supervisor-keys-tabs = آج، جائزہ، سنٹر
supervisor-keys-table = جائزہ: چارٹ جدول کی صورت میں
supervisor-keys-count = جائزہ: دوبارہ گنیں
supervisor-keys-print-day = جائزہ: دن چھاپیں
supervisor-keys-language = زبان بدلیں
supervisor-key-scan = سکین

supervisor-site-counters = کاؤنٹر اور ان کا کام
supervisor-site-operators = آپریٹر
supervisor-site-counter = کاؤنٹر { $counter }
supervisor-site-no-operators = کوئی آپریٹر درج نہیں
supervisor-site-no-operators-hint = پہلے آپریٹر drc site init سے بنتے ہیں۔
supervisor-comes-back = ٹوکن { $token } کے ساتھ واپس آئے ہیں
supervisor-comes-back-detail = { $day } سے جگہ محفوظ ہے: آج آنے والوں سے پہلے باری
supervisor-woman = خاتون

# نئی پرچی والے کے موبائل پر پیغام، جہاں موڈم لگا ہو۔
supervisor-near-ask = باری قریب ہو تو پیغام: { $token } کا موبائل
supervisor-near-told = { $token } کو پیغام جائے گا۔ کوئی اور نمبر؟
supervisor-near-wrong = موبائل نمبر نہیں: 11 ہندسے، 03…
