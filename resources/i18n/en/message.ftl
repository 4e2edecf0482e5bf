# What goes to a mobile phone: no more than seventy letters.
message-near = Token { $token }: your turn is near, please stay. No fee is due.
