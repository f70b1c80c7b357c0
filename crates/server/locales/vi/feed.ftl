### Lịch theo dõi cho Thunderbird, Outlook, điện thoại.

feed-title = Lịch thời hạn
feed-lead = Phần mềm lịch (Thunderbird, Outlook, điện thoại) lấy thời hạn từ một địa chỉ riêng và tự cập nhật. Ai có địa chỉ thì xem được các thời hạn này, không làm được gì khác.
feed-lead-unit = Gửi địa chỉ cho đơn vị để thời hạn của đơn vị hiện trong lịch của họ, không cần tài khoản. Ai có địa chỉ thì xem được các thời hạn này, không làm được gì khác.
feed-made = Đã tạo địa chỉ. Chép lại ngay:
feed-once = Địa chỉ chỉ hiện một lần này. Mất thì thu hồi rồi tạo địa chỉ mới.
feed-none = Chưa có địa chỉ nào.
feed-none-next = Tạo một địa chỉ cho mỗi nơi dùng, để thu hồi được riêng.
feed-number = Số
feed-created = Tạo lúc
feed-who = Người tạo
feed-fetched = Lấy lần cuối
feed-make = Tạo địa chỉ
feed-how = Cách thêm vào lịch
feed-how-thunderbird = Thunderbird: Lịch mới › Trên mạng › dán địa chỉ.
feed-how-outlook = Outlook: Thêm lịch › Từ Internet › dán địa chỉ.
feed-how-telephone = Điện thoại: Cài đặt › Lịch › Thêm lịch theo dõi (đăng ký) › dán địa chỉ.
