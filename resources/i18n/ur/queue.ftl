queue-service-new-survey = نیا سروے
queue-service-roster-update = روسٹر اپڈیٹ
queue-service-priority = ترجیحی
queue-service-none = آج ٹوکن نہیں

queue-group-disabled = معذور
queue-group-pregnant = حاملہ
queue-group-elderly = بزرگ

queue-state-waiting = منتظر
queue-state-called = بلایا گیا
queue-state-serving = جاری
queue-state-parked = مؤخر
queue-state-no-show = غیر حاضر
queue-state-finished = مکمل
queue-state-cancelled = منسوخ

queue-counter-free = فارغ
queue-counter-called = بلایا گیا
queue-counter-serving = جاری
queue-counter-break = وقفہ
queue-counter-closed = بند
queue-counter-long = زیادہ وقت
queue-counter-ready = تیار

queue-role-supervisor = سپروائزر
queue-role-deo = ڈیٹا انٹری آپریٹر
queue-role-tsa = ہال معاون
queue-role-display = ہال کی سکرین

queue-action-call-next = اگلا بلائیں
queue-action-call = بلائیں
queue-action-recall = دوبارہ بلائیں
queue-action-start = شروع کریں
queue-action-park = مؤخر کریں
queue-action-resume = جاری کریں
queue-action-transfer = منتقل کریں
queue-action-no-show = غیر حاضر
queue-action-recycle = قطار میں واپس
queue-action-finish = مکمل کریں
queue-action-cancel = منسوخ کریں
queue-action-undo = واپس لیں

queue-why-waited-longest = سب سے زیادہ انتظار
queue-why-goes-first = ترجیحی باری، { $second } میں سے { $first }
queue-why-in-turn = اپنی باری، { $second } میں سے { $first }
queue-why-overtaken-enough = بعد میں آنے والے { $first } پہلے بلائے گئے
queue-why-come-back = بتائے گئے وقت پر واپسی
queue-why-chosen =
    { $first ->
        [0] خود چنا گیا
       *[other] { $first } دوسروں سے پہلے خود چنا گیا
    }
queue-why-recalled = دوبارہ بلایا گیا

queue-language-ur = اردو
queue-language-en = انگریزی
queue-language-sd = سندھی
queue-language-ps = پشتو
queue-language-bal = بلوچی
queue-language-pa = پنجابی
queue-language-skr = سرائیکی
queue-language-brh = براہوی
queue-woman-operator = خاتون آپریٹر
