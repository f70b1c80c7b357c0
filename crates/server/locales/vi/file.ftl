### Vì sao một tệp không đọc được, và làm gì tiếp.

file-empty = Tệp rỗng, không có chữ nào. Mở tệp gốc để kiểm tra rồi lưu lại.
file-too-large = Tệp quá lớn hoặc quá phức tạp để đọc. Chỉ giữ lại phần kế hoạch rồi nhập lại.
file-too-large-bytes = Tệp lớn hơn { $limit } MB. Tách phần kế hoạch ra tệp riêng, hoặc giảm độ phân giải bản quét rồi nhập lại.
file-too-many-pages = Tệp có hơn { $limit } trang. Tách phần kế hoạch ra tệp riêng rồi nhập lại.
file-picture-too-large = Ảnh quá lớn. Giảm xuống khoảng 300 điểm trên một inch rồi nhập lại.
file-scan-too-large = Bản quét có quá nhiều trang lớn. Tách thành vài tệp, hoặc quét lại ở khoảng 300 điểm trên một inch rồi nhập lại.
file-unsupported = Không phải loại tệp đọc được. Dùng DOCX, PDF, HTML, TXT, Markdown, DOC hoặc ảnh quét (JPG, PNG).
file-damaged = Tệp bị hỏng hoặc không đúng với đuôi tên. Mở bằng phần mềm soạn thảo, lưu lại thành DOCX hoặc PDF rồi nhập lại.
file-encrypted = Tệp có mật khẩu. Bỏ mật khẩu rồi nhập lại.
file-no-text = Không tìm thấy chữ nào trong tệp. Nếu là bản quét, quét lại rõ hơn rồi nhập lại.
file-no-tesseract = Đây là bản quét, cần chương trình tesseract có tiếng Việt để nhận dạng chữ mà máy chủ chưa cài. Nhờ quản trị cài tesseract-ocr-vie, hoặc dùng bản DOCX.
file-no-libreoffice = Tệp DOC đời cũ cần LibreOffice mà máy chủ chưa cài. Mở bằng Word, lưu lại thành DOCX rồi nhập; hoặc nhờ quản trị cài libreoffice-writer.
file-no-vietnamese = Chương trình tesseract trên máy chủ thiếu dữ liệu tiếng Việt. Nhờ quản trị cài tesseract-ocr-vie.
file-slow = Đọc tệp lâu quá giới hạn nên đã dừng. Tách thành tệp nhỏ hơn rồi nhập lại.
file-scan-failed = Không nhận dạng được bản quét này. Quét lại thẳng và rõ hơn, hoặc dùng bản DOCX.
file-doc-failed = LibreOffice không mở được tệp DOC này. Mở bằng Word, lưu lại thành DOCX rồi nhập lại.
file-unpacks = Tệp đòi quá nhiều bộ nhớ khi mở, khác thường với một văn bản. Mở bằng phần mềm soạn thảo, in ra PDF mới hoặc lưu thành DOCX rồi nhập lại; nếu tệp nhận từ nơi lạ thì không mở.
file-not-apart = Máy chủ không mở được tiến trình riêng để đọc tệp. Chờ ít phút rồi nhập lại; nếu vẫn thế, báo quản trị kiểm tra bộ nhớ và quyền chạy chương trình.
file-classified = Văn bản có dấu chỉ mức độ mật nên bị từ chối. Không có gì được giữ lại: nội dung, tên tệp và dấu vết đều không lưu. Không xử lý văn bản mật trên máy nối mạng.
file-stopped = Việc đọc đã bị dừng. Nhập lại tệp nếu vẫn cần.
