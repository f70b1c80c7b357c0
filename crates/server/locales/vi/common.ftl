### Chữ dùng chung cho mọi trang.

app-name = Dondoc
skip-to-content = Đến phần nội dung
nav-main = Điều hướng chính
nav-home = Việc cần làm
nav-plans = Kế hoạch
nav-register = Sổ theo dõi
nav-units = Cơ quan
nav-events = Nhật ký
nav-import = Nhập văn bản
sign-out = Đăng xuất
footer-note = Dondoc chạy trên máy của cơ quan, không gửi dữ liệu ra ngoài.
language = Ngôn ngữ
lang-vi = Tiếng Việt
lang-en = English
theme = Màu giao diện
theme-auto = Theo máy
theme-light = Sáng
theme-dark = Tối
crumbs = Đường dẫn trang
pages = Các trang
list-table = Bảng: { $name }
