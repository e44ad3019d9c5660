from .figures import file_stem as file_stem
from .figures import picture_json as picture_json
from .figures import plotly_code as plotly_code
from .page import figure_page as figure_page
from .page import report_html as report_html
