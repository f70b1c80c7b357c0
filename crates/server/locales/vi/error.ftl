### Trang báo lỗi: chuyện gì xảy ra và làm gì tiếp.

error-reference = Nếu cần hỏi người quản trị, xin đọc mã tham chiếu:
error-home = Về trang việc cần làm
error-sign-in = Cần đăng nhập
error-sign-in-next = Đăng nhập rồi mở lại trang này.
error-not-found = Không có trang này
error-not-found-next = Địa chỉ có thể đã gõ nhầm, hoặc mục này không còn. Xin tìm lại từ danh sách kế hoạch hoặc sổ theo dõi.
error-forbidden = Tài khoản này không được làm việc đó
error-forbidden-next = Xin nhờ điều phối viên có quyền làm thay, hoặc đăng nhập bằng tài khoản khác.
error-cross-site = Yêu cầu đến từ trang khác nên đã bị chặn
error-cross-site-next = Mở Dondoc trong cửa sổ riêng và làm lại thao tác tại đó.
error-conflict = Có người vừa sửa mục này
error-conflict-next = Quay lại trang trước, tải lại để thấy bản mới nhất, rồi sửa lại phần của mình.
error-bad-request = Thiếu hoặc sai dữ liệu gửi lên
error-bad-request-next = Quay lại trang trước, kiểm tra các ô đã nhập rồi gửi lại.
error-not-possible = Chưa làm được việc này
error-too-large = Dữ liệu gửi lên quá lớn
error-too-large-next = Chia nhỏ thành nhiều lần gửi, hoặc chọn tệp nhẹ hơn.
error-too-many = Có quá nhiều yêu cầu trong thời gian ngắn
error-too-many-next = Đợi một phút rồi thử lại.
error-timed-out = Máy chủ chưa trả lời kịp
error-timed-out-next = Đợi một lát rồi tải lại trang. Nếu vẫn chậm, báo cho người quản trị.
error-internal = Có lỗi phía máy chủ
error-internal-next = Dữ liệu đã lưu trước đó vẫn còn. Tải lại trang; nếu lỗi lặp lại, gửi mã tham chiếu dưới đây cho người quản trị.

refused-not-ready = Bản nháp còn mục chưa xác nhận. Mở trang rà soát, xử lý các mục còn đánh dấu rồi xác nhận lại.
refused-draft-closed = Bản nháp này đã được xác nhận hoặc đã bỏ. Mở trang kế hoạch để xem kết quả.
refused-other = Tải lại trang để thấy tình trạng mới nhất rồi thử lại.
refused-draft-not-discarded = Bản nháp này không nằm trong số đã bỏ. Mở trang Kế hoạch để thấy nó đang ở đâu.
refused-draft-replaced = Văn bản này đã có bản nháp khác hoặc đã thành kế hoạch. Mở trang Kế hoạch và làm tiếp ở đó.
