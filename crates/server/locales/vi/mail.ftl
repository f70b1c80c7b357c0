mail-event-queued = Xếp thư vào hộp chờ gửi
mail-event-sent = Máy chủ thư đã nhận
mail-event-failed = Thư chưa gửi được
mail-event-cancelled = Rút thư lại
mail-thing = Thư
mail-title = Thư đã gửi và chờ gửi
mail-all = Tất cả
mail-none = Chưa có thư nào.
mail-none-next = Thư đôn đốc, nhắc việc, lời mời sẽ hiện ở đây cùng trả lời của máy chủ thư.
mail-closed = Chưa gửi thư đi đâu cả: máy chủ thư chưa được bật.
mail-closed-next = Thư vẫn xếp hàng chờ. Quản trị mở “Máy chủ thư” để điền và bật.
mail-subject = Tiêu đề
mail-to = Gửi tới
mail-kind = Loại
mail-queued = Xếp hàng lúc
mail-older = Thư cũ hơn
mail-about = Về
mail-files = Tệp kèm
mail-number = Mã thư
mail-next = Gửi lại lúc
mail-text = Nội dung
mail-secret = Thư có đường dẫn riêng để đăng nhập hoặc trả lời nên không hiện nội dung, và được xoá khi đã gửi.
mail-tries = Các lần gửi
mail-no-tries = Chưa gửi lần nào.
mail-try = Lần
mail-began = Bắt đầu
mail-ended = Kết thúc
mail-came = Kết quả
mail-answer = Máy chủ trả lời
mail-try-accepted = Đã nhận
mail-try-refused = Chưa nhận
mail-try-open = Đang gửi hoặc bị ngắt giữa chừng
mail-resend = Gửi lại
mail-cancel = Rút thư
mail-state-waiting = Chờ gửi
mail-state-sending = Đang gửi
mail-state-sent = Máy chủ đã nhận
mail-state-failed = Chưa gửi được, sẽ gửi lại
mail-state-given-up = Không gửi được
mail-state-cancelled = Đã rút
mail-kind-urging = Đôn đốc
mail-kind-letter = Công văn
mail-kind-reply = Biểu trả lời
mail-kind-reminder = Nhắc việc
mail-kind-account = Tài khoản
mail-kind-notice = Thông báo
mail-kind-test = Thư thử
mail-no-host = Không tìm thấy máy chủ thư. Kiểm tra tên máy chủ và mạng.
mail-not-private = Chỉ gửi không mã hoá tới địa chỉ trong mạng nội bộ. Chọn STARTTLS hoặc TLS.
mail-no-starttls = Máy chủ không hỗ trợ STARTTLS ở cổng này. Thử TLS với cổng 465.
mail-no-file = Tệp kèm theo không còn hoặc đã hỏng. Tạo lại thư từ trang ban đầu.
mail-no-password = Không mở được mật khẩu đã lưu. Nhập lại mật khẩu ở trang Máy chủ thư.
mail-bad-authority = Chứng thư của cơ quan chưa đúng dạng PEM. Chép cả dòng BEGIN và END CERTIFICATE.
mail-not-composed = Không ghép được thư: kiểm tra địa chỉ người nhận và người gửi.
mail-refused-erased = Nội dung thư này đã xoá sau khi gửi. Tạo lời mời hoặc đường dẫn mới thay cho gửi lại.
mail-refused-under-way = Thư đang gửi hoặc đã gửi. Tải lại trang để xem kết quả.
mail-refused-no-address = Người này chưa có địa chỉ thư. Điền địa chỉ ở trang tài khoản trước.
mail-server-title = Máy chủ thư
mail-server-hint = Gửi thư đôn đốc, nhắc việc, lời mời qua máy chủ thư của cơ quan.
mail-server-lead = Dondoc gửi thư qua máy chủ thư (SMTP) của cơ quan. Hỏi bộ phận công nghệ thông tin các thông tin dưới đây.
mail-server-saved = Đã lưu. Gửi thư thử ở dưới để kiểm tra.
mail-server-save = Lưu
mail-server-no-host = Tên máy chủ chưa đúng: chỉ chữ không dấu, số, dấu chấm, ví dụ mail.tinh.gov.vn.
mail-server-no-port = Cổng phải là số từ 1 đến 65535, thường là 587 hoặc 465.
mail-server-no-security = Chọn một cách bảo vệ đường truyền.
mail-server-no-login = Tên đăng nhập hoặc mật khẩu quá dài.
mail-server-no-sender = Địa chỉ người gửi chưa đúng, ví dụ dondoc@tinh.gov.vn.
mail-host = Máy chủ
mail-host-hint = Ví dụ mail.tinh.gov.vn. Đổi máy chủ thì phải nhập lại mật khẩu.
mail-port = Cổng
mail-security = Bảo vệ đường truyền
mail-security-starttls = STARTTLS (thường cổng 587)
mail-security-tls = TLS từ đầu (thường cổng 465)
mail-security-none = Không mã hoá, chỉ trong mạng nội bộ
mail-login = Tên đăng nhập (để trống nếu không cần)
mail-password = Mật khẩu
mail-password-kept = Đã có mật khẩu, được niêm phong bằng khoá nằm ngoài cơ sở dữ liệu. Để trống để giữ nguyên.
mail-password-none = Được niêm phong bằng khoá nằm ngoài cơ sở dữ liệu.
mail-password-forget = Xoá mật khẩu đã lưu
mail-sender-name = Tên người gửi
mail-sender-address = Địa chỉ người gửi
mail-authority = Chứng thư của cơ quan tự cấp
mail-authority-label = Chứng thư gốc (PEM)
mail-authority-hint = Chỉ cần khi máy chủ thư dùng chứng thư nội bộ mà máy này chưa tin.
mail-enabled = Gửi thư đi
mail-test-title = Gửi thư thử
mail-test-hint = Gửi ngay, kể cả khi chưa bật, và hiện trả lời của máy chủ.
mail-test-to = Gửi tới
mail-test-send = Gửi thử
mail-test-taken = Máy chủ thư đã nhận thư thử.
mail-test-failed = Chưa gửi được thư thử.
mail-test-next = Sửa thông tin ở dưới, lưu rồi thử lại.
mail-test-no-address = Địa chỉ nhận thư thử chưa đúng.
mail-test-subject = Thư thử của Dondoc
mail-test-text =
    { $who } vừa thử gửi thư từ Dondoc.

    Nhận được thư này nghĩa là máy chủ thư đã điền đúng. Không cần trả lời.
mail-invitation-subject = Mời dùng Dondoc
mail-invitation-text =
    Kính gửi { $name },

    Tài khoản của quý vị trên Dondoc: { $login }

    Mở đường dẫn sau để vào lần đầu và đặt mật khẩu; dùng được một lần, đến hết ngày { $day }:
    { $link }

    Không chuyển tiếp thư này cho người khác.
mail-password-subject = Đặt lại mật khẩu Dondoc
mail-password-text =
    Kính gửi { $name },

    Mở đường dẫn sau để vào tài khoản { $login } rồi đặt mật khẩu mới; dùng được một lần, đến hết ngày { $day }:
    { $link }

    Nếu không yêu cầu đặt lại mật khẩu, hãy báo cho quản trị.
account-mail-hint = Để gửi lời mời, đường dẫn đặt lại mật khẩu và nhắc việc. Người dùng tự sửa được ở trang tài khoản.
account-mail-invite = Gửi lời mời hoặc đường dẫn đặt lại mật khẩu qua thư
