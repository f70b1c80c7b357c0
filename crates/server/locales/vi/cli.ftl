### Dòng lệnh. Khoá ghép từ tên lệnh và tên tham số; "-more" là phần thêm của --help.

cli = Dondoc: từ một kế hoạch đã ký thành sổ theo dõi ai phải làm gì, trước ngày nào.
cli-more =
    Mã thoát:
      0  xong
      1  không làm được (thư mục, cơ sở dữ liệu, đĩa)
      2  dòng lệnh sai
      3  có tệp không đọc được (các tệp khác vẫn được đọc)
      4  có tệp đóng dấu mật bị từ chối (các tệp khác vẫn được đọc)
      5  nhật ký sự kiện không còn nguyên vẹn (log verify)

    Ví dụ:
      dondoc demo
      dondoc extract ke-hoach.docx --format table
      dondoc serve --data /var/lib/dondoc
cli-label-usage = Cách dùng
cli-label-commands = Lệnh
cli-label-arguments = Tham số
cli-label-options = Tuỳ chọn
cli-help = In phần hướng dẫn này
cli-version = In phiên bản
cli-lang = Ngôn ngữ của dòng lệnh (mặc định: tiếng Việt)

cli-demo = Chạy thử với một kế hoạch mẫu, không cần cấu hình gì
cli-demo-more =
    In ra địa chỉ và một đường dẫn đăng nhập dùng một lần. Dừng bằng Ctrl+C.

    Ví dụ:
      dondoc demo
      dondoc demo --data thu-muc-thu --listen 127.0.0.1:9000
cli-demo-data = Thư mục dữ liệu (mặc định: một thư mục trong vùng tạm của máy)
cli-demo-listen = Địa chỉ và cổng để mở trang (mặc định: 127.0.0.1:8267, bận thì lấy cổng khác)

cli-serve = Chạy máy chủ trên một thư mục dữ liệu
cli-serve-more =
    Sao lưu: dừng máy chủ rồi chép thư mục dữ liệu. Đặt sau một máy chủ https thì cho biết bằng --base-url.

    Ví dụ:
      dondoc serve --data /var/lib/dondoc
      dondoc serve --data /var/lib/dondoc --listen 0.0.0.0:8080 --base-url https://dondoc.tinh.example
      dondoc serve --data /var/lib/dondoc --base-url https://dondoc.tinh.example --trusted-proxy 127.0.0.1
      dondoc serve --data /var/lib/dondoc --database postgres://dondoc@localhost/dondoc
cli-serve-data = Thư mục dữ liệu; chưa có thì được tạo
cli-serve-listen = Địa chỉ và cổng để mở trang
cli-serve-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)
cli-serve-base-url = Địa chỉ mà trình duyệt dùng; bắt đầu bằng https thì cookie chỉ đi qua https
cli-serve-sign-in-network = Mạng có cổng đăng nhập chung mà Dondoc được hỏi, ví dụ 10.0.0.0/8; không ghi thì không hỏi cổng nào
cli-serve-webhook-network = Mạng mà Dondoc được báo tin tới (webhook), ví dụ 10.0.0.0/8; không ghi thì không báo đi đâu
cli-serve-trusted-proxy = Máy chủ đứng trước (địa chỉ hoặc dải CIDR) mà lời khai X-Forwarded-For hoặc Forwarded của nó được tin, để giới hạn số lần đăng nhập sai tính cho đúng máy; ghi nhiều lần hoặc cách nhau dấu phẩy

cli-extract = Đọc kế hoạch từ tệp và in kết quả
cli-extract-more =
    Đọc được: TXT, Markdown, HTML, DOCX, PDF; PDF quét và ảnh nếu có tesseract; DOC nếu có LibreOffice.
    "-" là đầu vào chuẩn. Thư mục được đọc hết các tệp bên trong. Nhiều tệp với json cho mỗi tệp một dòng.

    Ví dụ:
      dondoc extract ke-hoach.docx
      dondoc extract --format json ke-hoach.txt > ke-hoach.json
      dondoc extract --format csv thu-muc-ke-hoach/ > nhiem-vu.csv
      pdftotext -layout ke-hoach.pdf - | dondoc extract --format table -
cli-extract-files = Tệp, thư mục, hoặc "-" cho đầu vào chuẩn
cli-extract-format = Dạng kết quả (mặc định: table)
cli-extract-quiet = Không báo tiến độ

cli-user = Tài khoản đăng nhập
cli-user-more =
    Ví dụ:
      dondoc user add lan --name "Nguyễn Thị Lan" --data /var/lib/dondoc
      dondoc user password lan --data /var/lib/dondoc
cli-user-add = Thêm một tài khoản; mật khẩu sinh ngẫu nhiên được in ra
cli-user-add-login = Tên đăng nhập
cli-user-add-name = Họ tên
cli-user-add-password-stdin = Lấy mật khẩu từ dòng đầu của đầu vào chuẩn thay vì sinh ngẫu nhiên
cli-user-add-data = Thư mục dữ liệu
cli-user-add-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)
cli-user-password = Đặt lại mật khẩu; mọi phiên đăng nhập cũ bị đóng
cli-user-password-login = Tên đăng nhập
cli-user-password-password-stdin = Lấy mật khẩu từ dòng đầu của đầu vào chuẩn thay vì sinh ngẫu nhiên
cli-user-password-data = Thư mục dữ liệu
cli-user-password-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)

cli-import = Nạp dữ liệu vào thư mục dữ liệu
cli-import-more =
    Ví dụ:
      dondoc import units co-quan-tinh.xlsx --dry-run --data /var/lib/dondoc
      dondoc import plans ke-hoach/*.docx --data /var/lib/dondoc
cli-import-units = Nạp danh mục cơ quan (JSON, Excel, CSV); cho biết trước sẽ thêm, đổi những gì
cli-import-units-file = Tệp danh mục
cli-import-units-province = Tỉnh, nếu tệp không cho biết (CSV)
cli-import-units-dry-run = Chỉ cho biết sẽ thêm, đổi, kết thúc những gì; không ghi
cli-import-units-take-file = Chỗ nào cả hai bên cùng sửa thì lấy theo tệp (mặc định: giữ như đang có)
cli-import-units-data = Thư mục dữ liệu
cli-import-units-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)
cli-import-plans = Đọc kế hoạch và để lại thành bản nháp chờ rà soát
cli-import-plans-files = Tệp hoặc thư mục
cli-import-plans-data = Thư mục dữ liệu
cli-import-plans-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)

cli-log = Nhật ký sự kiện
cli-log-more =
    Ví dụ:
      dondoc log verify --data /var/lib/dondoc
      dondoc log verify --data /var/lib/dondoc --anchor 1204:9f2c…
      dondoc log export nhat-ky.jsonl --data /var/lib/dondoc --from 2026-01-01 --to 2026-06-30
      dondoc log check nhat-ky.jsonl --anchor 1204:9f2c…
cli-log-verify = Kiểm tra nhật ký còn nguyên vẹn: không sự kiện nào bị sửa, xoá hay chèn thêm
cli-log-verify-more =
    Nhật ký nguyên vẹn: in ra số và mã băm của sự kiện cuối (N:HASH), mã thoát 0. Hãy ghi dòng đó
    vào nơi khác, lần sau đưa lại bằng --anchor để biết cả phần cuối không bị cắt bỏ.
    Không nguyên vẹn: nêu sự kiện sai đầu tiên, mã thoát 5.
cli-log-verify-anchor = Số và mã băm của một sự kiện đã ghi lại lần trước; dùng được nhiều lần
cli-log-verify-data = Thư mục dữ liệu
cli-log-verify-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)
cli-log-export = Xuất nhật ký ra tệp cho cơ quan thanh tra, kiểm tra
cli-log-export-more =
    Tệp jsonl kiểm tra lại được bằng “dondoc log check”, không cần cơ sở dữ liệu; dòng đầu của tệp
    ghi cách kiểm tra. Tệp csv kèm một tệp .txt ghi cách kiểm tra; tệp xlsx có một trang như vậy.
cli-log-export-file = Tệp sẽ ghi
cli-log-export-from = Từ ngày (2026-01-01)
cli-log-export-to = Đến hết ngày (2026-06-30)
cli-log-export-unit = Mã đơn vị: chỉ sự kiện của đơn vị này
cli-log-export-plan = Số kế hoạch: chỉ sự kiện của kế hoạch này
cli-log-export-format = Dạng tệp: jsonl, csv hoặc xlsx
cli-log-export-data = Thư mục dữ liệu
cli-log-export-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)
cli-log-exported = Đã ghi { $file }.
cli-log-no-unit = Không có đơn vị mã { $code }. Xem mã ở trang của đơn vị.
cli-log-no-plan = Không có kế hoạch số { $number }. Viết số như ở trang Kế hoạch, ví dụ 267/KH-UBND.
cli-log-check = Kiểm tra một tệp nhật ký đã xuất (jsonl), không cần cơ sở dữ liệu
cli-log-check-more =
    Mọi sự kiện đúng với mã băm: in ra số và mã băm của sự kiện cuối, mã thoát 0. Có sự kiện sai:
    mã thoát 5. Không đọc được tệp: mã thoát 3.
cli-log-check-file = Tệp nhật ký dạng jsonl
cli-log-check-anchor = Số và mã băm của một sự kiện đã ghi lại ở nơi khác; dùng được nhiều lần
cli-log-file-whole = Tệp nguyên vẹn: { $count } sự kiện đều đúng với mã băm của mình.
cli-log-file-gaps = Tệp chỉ gồm những sự kiện được chọn, nên không chứng minh được ở giữa không thiếu sự kiện nào. Muốn chứng minh, xuất lại theo thời gian, không chọn đơn vị hay kế hoạch.
cli-log-file-broken = Tệp KHÔNG nguyên vẹn từ sự kiện số { $event }: { $fault }. Giữ nguyên tệp, xuất lại từ hệ thống và so hai tệp.
cli-log-file-unread = Dòng { $line } không phải nhật ký do Dondoc xuất. Dùng tệp .jsonl còn nguyên như khi tải về.
cli-log-whole = Nhật ký nguyên vẹn: { $count } sự kiện.
cli-log-broken = Nhật ký KHÔNG nguyên vẹn từ sự kiện số { $event }: { $fault }. Giữ nguyên thư mục dữ liệu, không ghi thêm; so với bản sao lưu gần nhất và báo người quản trị.
cli-log-missing = sự kiện này đã bị xoá
cli-log-unchained = sự kiện này không nối tiếp sự kiện trước nó
cli-log-altered = nội dung sự kiện đã bị sửa
cli-log-replaced = sự kiện này khác với mã băm đã ghi lại
cli-log-anchor-malformed = Không hiểu --anchor { $anchor }. Chép nguyên dòng N:HASH mà lần kiểm tra trước in ra.
cli-no-data = Không có dữ liệu Dondoc trong thư mục { $folder }. Kiểm tra đường dẫn sau --data.

cli-reading = Đang đọc { $count }: { $file }
cli-page = Đang nhận dạng trang { $done } trên { $total }
cli-cannot-open = Không mở được { $file }: { $reason }. Kiểm tra tên tệp và quyền đọc.

cli-failed = Không làm được: { $reason }
cli-no-folder = Không tạo hoặc không mở được thư mục { $folder }. Kiểm tra đường dẫn và quyền ghi.
cli-in-use = Thư mục { $folder } đang được một chương trình Dondoc khác dùng. Dừng chương trình đó trước.
cli-cannot-listen = Không mở được cổng { $address }. Có thể chương trình khác đang dùng; chọn cổng khác bằng --listen.
cli-serving = Dondoc đang chạy tại { $address }
cli-no-accounts = Chưa có tài khoản nào. Dừng lại, thêm tài khoản bằng “dondoc user add”, rồi chạy lại.
cli-stopping = Đang dừng, đợi các yêu cầu dở dang…
cli-no-such-user = Không có tài khoản { $login }. Kiểm tra tên đăng nhập.
cli-login-taken = Tên đăng nhập này đã có. Chọn tên khác, hoặc đặt lại mật khẩu bằng “dondoc user password”.
cli-login-malformed = Tên đăng nhập không hợp lệ. Dùng tối đa 100 ký tự, không có khoảng trắng.
cli-token = Cấp một khoá để phần mềm khác dùng API trong quyền của một tài khoản
cli-token-more =
    Ví dụ:
      dondoc token lan --name "Cổng thông tin" --scopes read,report --data /var/lib/dondoc
cli-token-login = Tên đăng nhập của tài khoản
cli-token-name = Tên khoá: phần mềm nào dùng nó
cli-token-scopes = Được làm gì: read (đọc), report (báo cáo), work (xử lý); cách nhau bằng dấu phẩy
cli-token-days = Số ngày có hiệu lực, từ 1 đến 366
cli-token-data = Thư mục dữ liệu
cli-token-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)
cli-token-is = Khoá chỉ hiện một lần này:
cli-password-is = Mật khẩu:
cli-demo-ready = Bản chạy thử đã sẵn sàng, dữ liệu ở { $folder }
cli-demo-open = Mở đường dẫn này để vào (dùng một lần):
cli-demo-stop = Dừng bằng Ctrl+C.
cli-demo-first = Lần đầu: đang đọc hai kế hoạch mẫu…
cli-imported-plans = { $file }: { $tasks } nhiệm vụ, bản nháp số { $draft }
cli-imported-known = { $file }: đã nhập trước đây
cli-imported-units = Đã nạp { $units } cơ quan.
cli-demo-name = Người dùng thử

cli-export = Xuất dữ liệu ra tệp
cli-export-more =
    Ví dụ:
      dondoc export units danh-muc.xlsx --data /var/lib/dondoc
      dondoc export units danh-muc.json --province "Nghệ An" --day 18/4/2023 --data /var/lib/dondoc
cli-export-units = Xuất danh mục cơ quan (JSON, Excel, CSV theo đuôi tệp)
cli-export-units-file = Tệp sẽ ghi
cli-export-units-province = Tỉnh (mặc định: tỉnh đầu tiên trong danh mục)
cli-export-units-day = Chỉ những cơ quan có vào ngày này (mặc định: mọi thời kỳ)
cli-export-units-data = Thư mục dữ liệu
cli-export-units-database = Cơ sở dữ liệu PostgreSQL (mặc định: tệp SQLite trong thư mục dữ liệu)
cli-dry-run = Chỉ xem trước, chưa ghi gì.
cli-no-province = Không có danh mục của tỉnh này. Nạp danh mục trước, hoặc kiểm tra tên tỉnh.
cli-exported-units = Đã xuất { $units } cơ quan vào { $file }.
cli-no-key = Không đọc hoặc không tạo được tệp khoá house.key trong thư mục dữ liệu. Kiểm tra quyền của thư mục, hoặc chép lại tệp này từ bản sao lưu.

cli-check = Kiểm tra thể thức tệp Word theo Nghị định 30/2020/NĐ-CP
cli-check-more =
    Ví dụ:
      dondoc check cong-van.docx
      dondoc check --format json van-ban/
    Mã thoát: 0 đúng thể thức, 6 có điểm phải sửa, 3 có tệp không đọc được, 4 tệp có dấu mật.
cli-check-files = Tệp, thư mục, hoặc "-" cho đầu vào chuẩn
cli-check-format = Dạng kết quả (mặc định: table)
