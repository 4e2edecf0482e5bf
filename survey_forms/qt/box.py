"""One block of a page: number and label, the control, what is wrong beside it, what to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from survey_forms.engine.contract import Item, Node
from survey_forms.qt.context import Context
from survey_forms.qt.controls import Control, control_for
from survey_forms.qt.controls.base import air
from survey_forms.qt.controls.ident import IdentControl
from survey_forms.qt.controls.other import FileControl
from survey_forms.qt.paint import badge, frame, is_rtl, key, key_width, mirrored_in
from survey_forms.qt.plan import Block, mark, number_of, words
from survey_forms.qt.shown import shown_value
from survey_forms.qt.style import AIR
from survey_forms.qt.suggest import suggested
from survey_forms.qt.typeset import draw_text, line_count, text_width

Presence = Literal["full", "slot", "hidden"]
BADGE = 38
#: px of gutter at the start side where the bar of a wrong question stands.
BAR_GUTTER = 15
#: px above the seen corner that belong to the box: the strokes of kaf and gaf rise out of their slot.
HANG = 8


@dataclass(frozen=True)
class Message:
    """One line under a control: 'wrong', 'look' (to accept) or 'accepted'."""

    kind: Literal["wrong", "look", "accepted"]
    ref: str
    text: str


class BlockBox(QWidget):
    """A question (or a few that share a label). Geometry: `height_for`, then `arrange`; both in px of the column."""

    answered = Signal(str, str)
    attached = Signal(str, str, bytes)
    none_yet = Signal(str)
    reshaped = Signal()

    def __init__(self, block: Block, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.block = block
        self.context = context
        self.controls: dict[str, Control] = {}
        self.nodes: dict[str, Node] = {}
        self.current = False
        self.summoned = True
        self.messages: list[Message] = []
        self.label_height = context.style.sizes.label
        self._build()
        self._fresh = True
        self.refresh()

    def refs(self) -> list[str]:
        """Every ref this block shows."""
        head = [self.block.head.ref] if self.block.head else []
        return [*head, *(item.ref for item in self.block.items), *(item.ref for item in self.block.warnings)]

    def heading(self) -> tuple[str, str]:
        """Number and label."""
        lead = self.block.lead
        number, text = number_of(lead, self.nodes[lead.ref].label)
        return number or self.block.number, text

    def presence(self) -> Presence:
        """Whether it is asked; what is not asked may keep a dashed slot that says why."""
        lead = self.nodes[self.block.lead.ref]
        if any(self.nodes[item.ref].relevant for item in self.block.items) and self.summoned:
            return "full"
        return "slot" if "slot" in words(self.block.lead) and lead.guidance else "hidden"

    def reason(self) -> str:
        """Why the slot is closed."""
        return self.nodes[self.block.lead.ref].guidance or self.context.style.text("form-opens-later")

    def caption(self) -> str:
        """The hint at the end of the label row, unless the control shows it."""
        hint = self.nodes[self.block.lead.ref].hint or ""
        if self.block.head is None:
            control = self.controls.get(self.block.items[0].ref)
            if control is not None and control.caption():
                return ""
        return hint

    def editors(self) -> list[QWidget]:
        """Focus stops in order of typing."""
        if self.presence() != "full":
            return []
        return [
            editor
            for item in self.block.items
            if self.nodes[item.ref].relevant and item.ref in self.controls and not self.nodes[item.ref].readonly
            for editor in self.controls[item.ref].editors()
        ]

    def _build(self) -> None:
        for item in self.block.items:
            self.nodes[item.ref] = self.context.node(item.ref)
            control = self.make_control(item, self.nodes[item.ref])
            control.setParent(self)
            control.answered.connect(lambda text, ref=item.ref: self.answered.emit(ref, text))
            control.resized.connect(self.reshaped)
            if isinstance(control, FileControl):
                control.attached.connect(lambda name, data, ref=item.ref: self.attached.emit(ref, name, data))
            if isinstance(control, IdentControl):
                control.none_yet.connect(lambda ref=item.ref: self.none_yet.emit(ref))
            self.controls[item.ref] = control

    def make_control(self, item: Item, node: Node) -> Control:
        """The control of one item; groups choose smaller ones."""
        return control_for(item, node, self.context.style)

    def refresh(self, changed: Iterable[str] | None = None) -> None:
        """Read the refs again (those in `changed`, or all) and repaint."""
        wanted = set(self.refs()) if changed is None else set(self.refs()) & set(changed)
        for ref in wanted:
            if not (self._fresh and ref in self.nodes):
                self.nodes[ref] = self.context.node(ref)
        self._fresh = False
        for item in self.block.items:
            if item.ref in wanted and "roster" in words(item):
                self.nodes[item.ref] = self.context.with_names(self.nodes[item.ref])
        shown = self.presence() == "full"
        for item in self.block.items:
            control = self.controls[item.ref]
            if item.ref in wanted:
                control.show_node(self.nodes[item.ref])
                self._name(control, item)
            control.setVisible(shown and self.nodes[item.ref].relevant)
        self._read_messages()
        self.update()

    def _name(self, control: Control, item: Item) -> None:
        number, label = self.heading()
        own = self.nodes[item.ref].label or item.name
        name = " ".join(part for part in (number, label, own if own != label else "") if part)
        for editor in control.editors():
            part = editor.objectName().partition("#")[2]
            editor.setAccessibleName(f"{name} {self.context.style.text('form-' + part)}" if part else name)
            said = [self.nodes[item.ref].hint or "", shown_value(item, self.nodes[item.ref])]
            editor.setAccessibleDescription(". ".join(part for part in said if part))
            readonly = self.nodes[item.ref].readonly
            editor.setFocusPolicy(Qt.FocusPolicy.NoFocus if readonly else Qt.FocusPolicy.StrongFocus)

    def _read_messages(self) -> None:
        found: list[Message] = []
        for item in self.block.items:
            node = self.nodes[item.ref]
            wrong = self.context.shows_problem(node)
            self.controls[item.ref].set_state("wrong" if wrong else "")
            if wrong:
                text = self.context.problem_text(item, node)
                own = f"{node.label}: {text}" if len(self.block.items) > 1 and node.label else text
                found.append(Message("wrong", item.ref, own))
        offered = suggested(self.block, self.nodes) if found else {}
        if offered:
            parts = [f"{value} {self.nodes[ref].label or ''}".strip() for ref, value in offered.items()]
            said = self.context.style.text("form-suggested", value=" ".join(parts))
            found[-1] = replace(found[-1], text=f"{found[-1].text}. {said}")
        for warning in self.block.warnings:
            node = self.nodes[warning.ref]
            if node.relevant:
                kind: Literal["look", "accepted"] = "accepted" if node.value else "look"
                found.append(Message(kind, warning.ref, node.label or ""))
                self._tint(warning)
        self.messages = found

    def _tint(self, warning: Item) -> None:
        soft = mark(warning, "soft")
        for item in self.block.items:
            if item.name == soft and self.controls[item.ref].state == "":
                self.controls[item.ref].set_state("look")

    def suggestion(self) -> dict[str, str]:
        """Values that F5 would store here; only what the message offers."""
        wrong = any(message.kind == "wrong" for message in self.messages)
        return suggested(self.block, self.nodes) if wrong else {}

    def open_look(self) -> str | None:
        """The first soft check that waits for a +."""
        triggers = {item.ref for item in self.block.warnings if item.kind == "trigger"}
        return next((m.ref for m in self.messages if m.kind == "look" and m.ref in triggers), None)

    def set_current(self, current: bool) -> None:
        """The question with the focus has a filled badge."""
        if current != self.current:
            self.current = current
            self.update()

    # geometry: a box is wider than what is seen by AIR at each side, and higher by HANG for the tops of Nastaliq

    @property
    def span(self) -> int:
        """Seen width in px."""
        return self.width() - 2 * AIR

    def take_place(self, rect: QRect, label_height: int | None) -> None:
        """Cover the seen `rect` of the column and arrange what is inside."""
        self.setGeometry(rect.adjusted(-AIR, -HANG, AIR, AIR))
        self.arrange(label_height)

    def put(self, control: Control, seen: QRect) -> None:
        """Place a control by its seen rect, counted from the seen corner of the box."""
        control.setGeometry(air(seen.translated(AIR, HANG)))

    def painter(self) -> QPainter:
        """A painter whose origin is the seen corner."""
        painter = QPainter(self)
        painter.translate(AIR, HANG)
        return painter

    def label_height_for(self, width: int) -> int:
        """Height of the label slot: one line, more for a long label, a caption line where it does not fit beside."""
        style = self.context.style
        if self.block.titled:
            return 0
        number, label = self.heading()
        caption = self.caption()
        room = width - (BADGE if number else 0)
        beside = caption and text_width(style, "label", label) + text_width(style, "caption", caption) + 20 <= room
        lines = line_count(style, "label", label, room)
        height = style.sizes.label + (lines - 1) * 30
        return height + (22 if caption and not beside else 0)

    def body_height_for(self, width: int) -> int:
        """Height of the control."""
        return self.controls[self.block.items[0].ref].body_height(width)

    def height_for(self, width: int, label_height: int | None = None) -> int:
        """Whole height in px; 0 when it has no place on the page."""
        presence = self.presence()
        if presence == "hidden":
            return 0
        sizes = self.context.style.sizes
        if presence == "slot":
            return sizes.field if label_height is None else label_height + sizes.field
        label = self.label_height_for(width) if label_height is None else label_height
        return label + self.body_height_for(width) + self.messages_height(width)

    def arrange(self, label_height: int | None) -> None:
        """Place the controls for the present size; `label_height` None draws a slot as one line."""
        self.label_height = self.label_height_for(self.span) if label_height is None else label_height
        self._one_line_slot = label_height is None
        if self.presence() == "full":
            self.arrange_controls(QRect(0, self.label_height, self.span, self.body_height_for(self.span)))

    def arrange_controls(self, body: QRect) -> None:
        """Place the controls in `body`."""
        self.put(self.controls[self.block.items[0].ref], body)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Label row, messages; or the dashed slot."""
        painter = self.painter()
        presence = self.presence()
        if presence == "slot":
            self._paint_slot(painter)
        elif presence == "full":
            self.paint_label(painter, "ink")
            self.paint_body(painter)
            self._paint_messages(painter)

    def paint_body(self, painter: QPainter) -> None:
        """What stands beside the controls."""

    def paint_label(self, painter: QPainter, color: str, *, with_caption: bool = True) -> None:
        """Badge, label, caption."""
        if self.block.titled:
            return
        style, rtl = self.context.style, is_rtl(self)
        number, label = self.heading()
        left = 0
        slot = style.sizes.label
        outer = QRect(0, 0, self.span, max(slot, self.label_height))
        if number:
            width = max(28, int(text_width(style, "body-bold", number)) + 10)
            left = width + 10
            rect = mirrored_in(outer, QRect(0, slot // 2 - 12, width, 24), rtl)
            badge(painter, style, rect, number, self.current)
        room = outer.width() - left
        lines = line_count(style, "label", label, room)
        text_rect = mirrored_in(outer, QRect(left, 0, room, slot + (lines - 1) * 30), rtl)
        box = QRectF(text_rect)
        if lines == 1:
            box.setHeight(slot)
        draw_text(painter, style, box, label, "label", style.color(color), rtl=rtl, wrap=lines > 1)
        caption = self.caption() if with_caption else ""
        if caption:
            beside = text_width(style, "label", label) + text_width(style, "caption", caption) + 20 <= room
            top, height = (0, slot) if beside else (self.label_height - 24, 22)
            place = QRectF(mirrored_in(outer, QRect(left, top, room, height), rtl))
            ink, side = style.color("muted"), "end" if beside else "start"
            draw_text(painter, style, place, caption, "caption", ink, rtl=rtl, align=side)  # type: ignore[arg-type]

    def _paint_slot(self, painter: QPainter) -> None:
        style, rtl = self.context.style, is_rtl(self)
        field = style.sizes.field
        if not self._one_line_slot:
            self.paint_label(painter, "muted", with_caption=False)
            box = QRect(0, self.label_height, self.span, field)
            frame(painter, box, style.color("window"), style.color("border"), 1, dashed=True)
            inner = QRectF(box.adjusted(13, 0, -13, 0))
            draw_text(painter, style, inner, self.reason(), "caption", style.color("muted"), rtl=rtl)
            return
        box = QRect(0, 0, self.span, field)
        frame(painter, box, style.color("window"), style.color("border"), 1, dashed=True)
        number, label = self.heading()
        left = 13
        if number:
            badge(painter, style, mirrored_in(box, QRect(12, field // 2 - 12, 28, 24), rtl), number, False)
            left = 50
        reason = self.reason()
        reason_width = min(int(text_width(style, "caption", reason)), box.width() // 2)
        muted = style.color("muted")
        room = box.width() - left - reason_width - 13 - 16
        label_box = QRectF(mirrored_in(box, QRect(left, 0, room, field), rtl))
        draw_text(painter, style, label_box, label, "label", muted, rtl=rtl)
        reason_box = QRectF(mirrored_in(box, QRect(box.width() - 13 - reason_width, 0, reason_width + 1, field), rtl))
        draw_text(painter, style, reason_box, reason, "caption", muted, rtl=rtl, align="end")

    _one_line_slot = False

    def _button_width(self) -> int:
        style = self.context.style
        return 46 + int(text_width(style, "body", style.text("form-right-as-is")))

    def _sentence(self, message: Message) -> str:
        text = self.context.style.text
        if message.kind == "look":
            return text("form-please-look", message=message.text)
        return f"{message.text} {text('form-accepted')}" if message.kind == "accepted" else message.text

    def _message_height(self, message: Message, width: int) -> int:
        """One line with the button beside it where it fits, else wrapped lines with the button below."""
        style, sentence = self.context.style, self._sentence(message)
        beside = self._button_width() + 12 if message.kind == "look" else 8
        if text_width(style, "body-bold", sentence) <= width - 26 - beside:
            return style.sizes.message
        lines = line_count(style, "body-bold", sentence, width - 26 - 8)
        return 12 + 24 * lines + (style.sizes.message if message.kind == "look" else 0)

    def messages_height(self, width: int) -> int:
        """px of all lines under the control."""
        return sum(self._message_height(message, width) for message in self.messages)

    def _message_rects(self) -> list[tuple[Message, QRect]]:
        top, found = self.label_height + self.body_height_for(self.span), []
        for message in self.messages:
            height = self._message_height(message, self.span)
            found.append((message, QRect(0, top + 2, self.span, height - 4)))
            top += height
        return found

    def _accept_rect(self, row: QRect) -> QRect:
        width = self._button_width()
        rect = QRect(row.right() + 1 - width, row.bottom() - 33, width, 34)
        return mirrored_in(row, rect, is_rtl(self))

    def _paint_messages(self, painter: QPainter) -> None:
        style, rtl = self.context.style, is_rtl(self)
        for message, row in self._message_rects():
            wrong, accepted = message.kind == "wrong", message.kind == "accepted"
            color = style.color("error" if wrong else "muted" if accepted else "warn")
            one_line = row.height() < style.sizes.message
            middle = row.center().y() if one_line else row.top() + 16
            sign = mirrored_in(row, QRect(row.left(), middle - 9, 18, 18), rtl)
            style.sign(painter, QRectF(sign), "cross" if wrong else "triangle", color, False)
            room = row.width() - 26 - (self._button_width() + 12 if one_line and message.kind == "look" else 8)
            top = row.top() if one_line else row.top() + 4
            place = QRectF(mirrored_in(row, QRect(row.left() + 26, top, room, row.height()), rtl))
            role = "body" if accepted else "body-bold"
            draw_text(painter, style, place, self._sentence(message), role, color, rtl=rtl, wrap=not one_line)
            if message.kind == "look":
                self._paint_accept(painter, self._accept_rect(row))

    def _paint_accept(self, painter: QPainter, rect: QRect) -> None:
        style, rtl = self.context.style, is_rtl(self)
        frame(painter, rect, style.color("panel"), style.color("border"))
        cap_rect = QRect(rect.left() + 8, rect.center().y() - 10, key_width(style, "+"), 22)
        key(painter, style, mirrored_in(rect, cap_rect, rtl), "+")
        label = mirrored_in(rect, QRect(rect.left() + 38, rect.top(), rect.width() - 42, rect.height()), rtl)
        text = style.text("form-right-as-is")
        draw_text(painter, style, QRectF(label), text, "body", style.color("ink"), rtl=rtl)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The accept button by hand; a click on a label goes to its field."""
        point = event.position().toPoint() - QPoint(AIR, HANG)
        for message, row in self._message_rects() if self.presence() == "full" else []:
            if message.kind == "look" and self._accept_rect(row).contains(point) and self.open_look():
                self.answered.emit(message.ref, "OK")
                return
        editors = self.editors()
        if editors:
            editors[0].setFocus(Qt.FocusReason.MouseFocusReason)

    def bar_color(self) -> str:
        """Colour token of the bar in the start gutter, '' for none."""
        kinds = {message.kind for message in self.messages}
        if self.presence() != "full":
            return ""
        return "error" if "wrong" in kinds else "warn" if "look" in kinds else ""
