# Known faults of setting up and running a site (drc site): what happened, and what to do.

fault-site-absent = { $path } میں کوئی سنٹر نہیں۔ drc site init سے بنائیں، یا --data سے اس کا فولڈر بتائیں۔
fault-site-exists = { $path } میں پہلے سے ایک سنٹر موجود ہے۔ اسے نہیں چھیڑا گیا؛ کوئی اور فولڈر چنیں۔
fault-site-in-use = { $path } پر سنٹر سروس پہلے ہی چل رہی ہے۔ اسی کو استعمال کریں، یا پہلے اسے بند کریں۔
fault-site-not-serving = { $path } کی سنٹر سروس نہیں چل رہی۔ drc site serve سے چلائیں۔
fault-site-bad-file = { $path } استعمال نہیں ہو سکتی: { $what }
fault-site-bad-code = یہ جوڑنے کا کوڈ درست نہیں: استعمال ہو چکا، ایک گھنٹے سے پرانا، یا ادھورا ہے۔ نیا کوڈ لیں۔
fault-site-port-taken = { $host } پر پورٹ { $port } مصروف ہے یا اجازت نہیں۔ --port سے دوسرا چنیں۔
fault-storage-network = { $path } نیٹ ورک ڈرائیو ({ $kind }) پر ہے۔ سنٹر کا ڈیٹابیس اسی کمپیوٹر کی ڈسک پر ہونا چاہیے۔
fault-storage-newer = { $path } اس پروگرام کے نئے نسخے کی لکھی ہوئی ہے۔ اس کمپیوٹر پر پروگرام تازہ کریں؛ فائل کو چھیڑا نہیں گیا۔
fault-storage-key =
    { $what ->
        [store-other-pc] مرکز کا ڈیٹابیس { $path } کسی اور کمپیوٹر پر بنا تھا: یہاں اس کی نقل ہے۔ اسی کمپیوٹر پر کام کریں، یا محفوظ نقل بحال کریں۔
        [store-keyring-locked] اس اکاؤنٹ کا کنجی خانہ بند ہے۔ اسے کھولیں، پھر سائٹ دوبارہ چلائیں۔
       *[other] { $path } کی کنجی اس کمپیوٹر پر نہیں یا اس کی نہیں ({ $what })۔ بنانے والے اکاؤنٹ سے چلائیں، یا کنجی بحال کریں۔
    }
fault-storage-unreachable = ڈیٹابیس { $path } جواب نہیں دیتا یا کھل نہیں سکتا۔ دیکھیں کہ وہ چل رہا ہے اور اس اکاؤنٹ کو اجازت ہے۔
fault-settings-wrong = سیٹنگز کی فائل { $path } استعمال نہیں ہو سکتی: { $what }
fault-site-not-standby = یہ پی سی { $kind } کے طور پر جڑا ہے۔ سائٹ کی نقل صرف وہ پی سی رکھتا ہے جو drc site invite --kind standby سے جوڑا گیا ہو۔
fault-site-not-sqlite = { $path } کی سائٹ ڈیٹا بیس سرور پر ہے۔ اس کی نقل اسی سرور کے اپنے اوزار سے بنائیں۔
fault-backup-absent = { $path } میں سائٹ کی کوئی مکمل نقل نہیں۔ دوسری ڈسک یا متبادل پی سی پر دیکھیں۔
fault-backup-damaged = { $path } کی نقلیں پڑھی نہیں جا سکتیں۔ دوسری ڈسک یا متبادل پی سی کی نقل استعمال کریں۔
fault-site-needs-code = { $path } کی نقل صرف اپنے ریکوری کوڈ سے کھلتی ہے، اور یہ وہ کوڈ نہیں۔ drc site init یا drc site recovery کے کاغذ سے ویسا ہی لکھیں؛ نئے کوڈ سے پہلے کی نقلیں پرانے کوڈ سے کھلتی ہیں۔
site-starting-title = شروع ہو رہا ہے
site-starting = اس پی سی پر سائٹ کی سروس شروع ہو رہی ہے۔ ذرا انتظار کریں۔
fault-site-not-started = اس پی سی پر سائٹ کی سروس شروع نہیں ہوئی۔ وجہ { $path } میں لکھی ہے؛ یہ پی سی سنبھالنے والے کو دکھائیں۔
