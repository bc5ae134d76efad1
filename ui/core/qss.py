"""The one style sheet of the window, made from the tokens."""

from string import Template
from typing import Final

from ui.core.icons import file_of
from ui.core.theme import Tokens

_BASE: Final = """
* { font-family: "ChannelDesk Sans"; font-size: 13px; }
QWidget { color: $text; }
QWidget#window, QWidget#page, QWidget#pageBody, QDialog, QMainWindow { background: $bg; }
QWidget#side { background: $side; border-right: 1px solid $line; }
QWidget#header { background: $side; border-bottom: 1px solid $line; }
QWidget#strip { background: $side; border-top: 1px solid $line; }
QWidget#clear { background: transparent; }
QFrame#card { background: $panel; border: 1px solid $line; border-radius: 10px; }
QFrame#card[clickable="true"]:hover { border-color: $brand; }
QFrame#card[focused="true"] { border-color: $brand; }
QFrame#note { background: $bg; border: 1px solid $line; border-radius: 8px; }
QFrame#note:hover { border-color: $brand; }
QFrame#note[focused="true"] { border-color: $brand; }
QFrame#card[over="true"] { border-color: $brand; }
QFrame#concern { background: transparent; border: 1px solid transparent; border-radius: 8px; }
QFrame#concern:hover { background: $hover; }
QFrame#concern[focused="true"] { border-color: $brand; }
QFrame#drawer { background: $panel; border-left: 1px solid $line; }
QFrame#popup { background: $panel; border: 1px solid $strong; border-radius: 10px; }
QFrame#rule { background: $line; border: none; max-height: 1px; min-height: 1px; }
QLabel { background: transparent; }
QLabel[role="page"] { font-size: 21px; font-weight: bold; }
QLabel[role="card"] { font-size: 14px; font-weight: bold; }
QLabel[role="value"] { font-size: 25px; font-weight: bold; }
QLabel[role="stage"] { font-size: 26px; font-weight: bold; }
QLabel[role="clock"] { font-size: 34px; font-weight: bold; }
QLabel[role="lead"] { font-size: 16px; font-weight: bold; }
QLabel[role="told"] { font-size: 15px; }
QWidget[far="true"] QLabel[role="stage"] { font-size: 38px; }
QWidget[far="true"] QLabel[role="clock"] { font-size: 54px; }
QWidget[far="true"] QLabel[role="lead"] { font-size: 23px; }
QWidget[far="true"] QLabel[role="told"] { font-size: 21px; }
QWidget[far="true"] QLabel[role="card"] { font-size: 20px; }
QWidget[far="true"] QLabel[role="section"] { font-size: 17px; }
QWidget[far="true"] > QLabel[role="dim"] { font-size: 16px; }
QWidget[far="true"] QLabel[role="strong"] { font-size: 18px; }
QWidget[far="true"] QPushButton { font-size: 16px; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="dim"] { color: $dim; font-size: 12px; }
QLabel[role="brand"] { font-size: 17px; font-weight: bold; }
QLabel[role="section"] { color: $dim; font-size: 12px; font-weight: bold; }
QLabel[tone="dim"] { color: $dim; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="brand"] { color: $brand; }
QLabel[pill="good"] { color: $good; }
QLabel[pill="warn"] { color: $warn; }
QLabel[pill="bad"] { color: $bad; }
QLabel[pill="brand"] { color: $brand; }
QLabel[pill="dim"] { color: $dim; }
QFrame[banner="info"], QFrame[banner="good"], QFrame[banner="warn"], QFrame[banner="bad"] {
  border-radius: 8px; border: 1px solid $line; }
QFrame[banner="info"] { background: $brand_soft; }
QFrame[banner="good"] { background: $good_soft; }
QFrame[banner="warn"] { background: $warn_soft; }
QFrame[banner="bad"] { background: $bad_soft; }
QToolTip { background: $panel; color: $text; border: 1px solid $strong; padding: 5px 7px; font-size: 12px; }
"""
_BUTTONS: Final = """
QPushButton { background: $panel; border: 1px solid $strong; border-radius: 8px; padding: 0 13px;
  min-height: 32px; max-height: 32px; }
QPushButton:hover { background: $hover; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border-color: $brand; }
QPushButton:disabled { color: $strong; border-color: $line; background: $panel; }
QPushButton[kind="primary"] { background: $brand; color: $on_brand; border-color: $brand; font-weight: bold; }
QPushButton[kind="primary"]:hover { background: $brand_hover; border-color: $brand_hover; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="primary"]:disabled { background: $line; color: $dim; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus { border-color: $brand; }
QPushButton[kind="link"] { background: transparent; border: none; color: $brand; padding: 0 2px; text-align: left;
  min-height: 20px; max-height: 20px; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus { text-decoration: underline; }
QPushButton[kind="danger"] { color: $bad; }
QPushButton[kind="nav"] { background: transparent; border: 1px solid transparent; border-radius: 8px; text-align: left;
  padding: 0 11px; min-height: 24px; max-height: 24px; color: $dim; }
QPushButton[kind="nav"]:hover { background: $hover; color: $text; }
QPushButton[kind="nav"]:focus { border-color: $brand; }
QPushButton[kind="nav"]:checked { background: $brand_soft; color: $brand; font-weight: bold; }
QPushButton[kind="segment"] { border-radius: 0; border-right-width: 0; padding: 0 12px; }
QPushButton[kind="segment"][place="first"] { border-top-left-radius: 8px; border-bottom-left-radius: 8px; }
QPushButton[kind="segment"][place="last"] { border-top-right-radius: 8px; border-bottom-right-radius: 8px;
  border-right-width: 1px; }
QPushButton[kind="segment"][place="only"] { border-radius: 8px; border-right-width: 1px; }
QPushButton[kind="segment"]:checked { background: $brand_soft; color: $brand; font-weight: bold; }
QPushButton[kind="search"] { text-align: left; color: $dim; }
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 8px; padding: 5px; }
QToolButton[small="true"] { padding: 2px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $brand_soft; }
QToolButton:focus { border-color: $brand; }
QToolButton::menu-indicator { image: none; }
"""
_INPUTS: Final = """
QLineEdit, QComboBox, QDateEdit, QSpinBox, QDoubleSpinBox, QTextEdit, QPlainTextEdit {
  background: $panel; border: 1px solid $strong; border-radius: 8px; padding: 0 9px;
  selection-background-color: $brand; selection-color: $on_brand; }
QLineEdit, QComboBox, QDateEdit, QSpinBox, QDoubleSpinBox { min-height: 32px; max-height: 32px; }
QTextEdit, QPlainTextEdit { padding: 7px 9px; }
QLineEdit:hover, QComboBox:hover, QDateEdit:hover, QSpinBox:hover { border-color: $dim; }
QLineEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus, QTextEdit:focus, QPlainTextEdit:focus {
  border-color: $brand; }
QLineEdit[search="true"] { padding-left: 2px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"] { border-color: $bad; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $dim; background: $hover; border-color: $line; }
QLineEdit[plain="true"] { border: none; background: transparent; font-size: 15px; min-height: 40px; max-height: 40px; }
QLineEdit[cell="true"] { border-radius: 0; min-height: 27px; max-height: 27px; padding: 0 8px; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url("$chevron"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $panel; border: 1px solid $strong; outline: none; padding: 4px;
  selection-background-color: $brand_soft; selection-color: $text; }
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 6px; border-radius: 6px; }
QSpinBox::up-button, QSpinBox::down-button, QDateEdit::up-button, QDateEdit::down-button { width: 0; border: none; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; min-height: 24px; }
QCheckBox::indicator, QListView::indicator {
  width: 16px; height: 16px; border: 1px solid $strong; border-radius: 4px; background: $panel; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $brand; }
QCheckBox:focus, QRadioButton:focus { color: $brand; }
QCheckBox::indicator:checked, QListView::indicator:checked {
  background: $brand; border-color: $brand; image: url("$tick"); }
QCheckBox::indicator:indeterminate { background: $brand; border-color: $brand; image: url("$dash"); }
QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $strong; border-radius: 9px;
  background: $panel; }
QRadioButton::indicator:checked { border: 5px solid $brand; width: 8px; height: 8px; background: $on_brand; }
QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $brand; border-radius: 3px; }
QMenu { background: $panel; border: 1px solid $strong; border-radius: 8px; padding: 5px; }
QMenu::item { padding: 7px 26px 7px 12px; border-radius: 6px; }
QMenu::item:selected { background: $brand_soft; color: $text; }
QMenu::item:disabled { color: $dim; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $line; margin: 5px 8px; }
QMenu::indicator { width: 16px; height: 16px; margin-left: 8px; }
QMenu::indicator:checked { image: url("$menutick"); }
"""
_VIEWS: Final = """
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget#pageBody { background: $bg; }
QScrollArea > QWidget > QWidget#pages { background: transparent; }
QAbstractItemView { background: $panel; border: none; outline: none; gridline-color: transparent;
  selection-background-color: $brand_soft; selection-color: $text; alternate-background-color: $hover; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QTableView { border: none; background: transparent; }
QTableView#frozen, QTableView#frozen QHeaderView { background: $panel; }
QTableView::item { border-bottom: 1px solid $line; }
QListView::item { min-height: 32px; padding: 2px 8px; border-radius: 6px; }
QListView::item:hover { background: $hover; }
QListView::item:selected { background: $brand_soft; color: $text; }
QTreeView::item { min-height: 30px; }
QTreeView::item:hover { background: $hover; }
QTreeView::item:selected { background: $brand_soft; color: $text; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section { background: transparent; color: $dim; border: none; border-bottom: 1px solid $line;
  font-size: 12px; font-weight: bold; padding: 0 10px; min-height: 32px; }
QHeaderView::section:hover { color: $text; }
QTableCornerButton::section { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $strong; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $dim; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider { background: transparent; }
QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: $line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: $brand; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -6px 0; border-radius: 8px; background: $panel;
  border: 2px solid $brand; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: $brand; }
QTabWidget::pane { border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $dim; padding: 8px 4px; margin-right: 20px;
  border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $brand; border-bottom-color: $brand; font-weight: bold; }
QTabBar::tab:focus { color: $brand; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter#airy::handle { background: transparent; }
QSplitter#airy::handle:vertical { height: 10px; }
QSplitter#airy::handle:hover { background: $line; }
"""


def style_sheet(tokens: Tokens) -> str:
    """The style sheet of a theme."""
    drawings = {
        "chevron": file_of("chevron-down", tokens.dim),
        "tick": file_of("check", tokens.on_brand),
        "dash": file_of("minus", tokens.on_brand),
        "menutick": file_of("check", tokens.brand),
    }
    return Template(_BASE + _BUTTONS + _INPUTS + _VIEWS).substitute(tokens.colors() | drawings)
