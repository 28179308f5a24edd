"""What the self-test says to whoever stands before the cabinet, in Chinese and in English."""

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """What is spoken."""

    ZH = "zh"
    EN = "en"


SENTENCES: Mapping[str, tuple[str, str]] = {
    "begins": (
        "自检：{count} 扇门会逐一打开，请随手关上；如果打开的不是所说的门，请输入它的号码。",
        (
            "Self-test: {count} doors will open one by one. Please close each; "
            "if another door than the one named stands open, type its number."
        ),
    ),
    "opens": ("{comp} 号门正在打开……", "Door {comp} is being opened…"),
    "close": ("请关上 {comp} 号门。", "Please close door {comp}."),
    "hand": (
        "请把手伸进 {comp} 号格口，然后关上门。",
        "Please put a hand into compartment {comp}, then close its door.",
    ),
    "stands_open": (
        "{comp} 号门打开了吗？请输入 y（打开了）或 n（没有）：",
        "Does door {comp} stand open? Type y or n: ",
    ),
    "good": ("{comp} 号门：正常。", "Door {comp}: good."),
    "all_good": ("全部 {count} 扇门正常。", "All {count} doors are good."),
    "faults": ("发现 {count} 个问题：", "{count} faults were found:"),
    "dead_board": (
        "锁板 {board} 没有应答：请检查电源、A/B 线和地址。它的门没有测试。",
        (
            "Board {board} does not answer: check its power, the wires A and B, and its address. "
            "Its doors were not tested."
        ),
    ),
    "dead_station": (
        "{board} 没有应答：请检查电源、A/B 线和地址。",
        "{board} does not answer: check its power, the wires A and B, and its address.",
    ),
    "refused": (
        "{comp} 号门：锁板 {board} 没有执行开锁（{why}）。",
        "Door {comp}: board {board} did not carry out the opening ({why}).",
    ),
    "inverted": (
        "锁板 {board} 的门磁极性反了：关着的门读作打开。请修改配置中的 open_is。",
        (
            "The switches of board {board} read the wrong way round: closed doors read open. "
            "Change open_is in the configuration."
        ),
    ),
    "swapped": (
        "应开 {comp} 号门，却打开了 {other} 号门：两者的锁线或门磁线接反了。",
        (
            "Door {other} opened instead of door {comp}: "
            "the wires of their locks or of their switches are swapped."
        ),
    ),
    "both_swapped": (
        "应开 {comp} 号门，人看到打开的是 {other} 号门：锁线和门磁线都接到了另一路。",
        (
            "Door {other} was seen to open instead of door {comp}: "
            "lock and switch are both wired to the other's place."
        ),
    ),
    "opened_too": (
        "开 {comp} 号门时，{other} 号门也打开了：两把锁的线连在了一起。",
        "Door {other} opened together with door {comp}: the wires of their locks touch.",
    ),
    "nothing_moved": (
        "{comp} 号门没有动静：锁打不开，或门磁卡在“关闭”。",
        "Door {comp}: nothing moved. Either its lock is dead, or its switch is stuck at closed.",
    ),
    "dead_lock": (
        "{comp} 号门没有打开：请检查锁和锁线。",
        "Door {comp} did not open: check its lock and the lock's wires.",
    ),
    "stuck_closed": (
        "{comp} 号门打开了，门磁却一直读作关闭：请检查门磁和它的线。",
        "Door {comp} opened, and its switch still reads closed: check the switch and its wires.",
    ),
    "stuck_open": (
        "{comp} 号门的门磁一直读作打开：门没有关上，或门磁卡住了。",
        (
            "The switch of door {comp} keeps reading open: "
            "the door was not closed, or its switch is stuck."
        ),
    ),
    "sensor_full": (
        "{comp} 号格口的占用传感器说里面有东西，而里面应该是空的。",
        (
            "The occupancy sensor of compartment {comp} says that something is inside, "
            "and it should be empty."
        ),
    ),
    "sensor_blind": (
        "{comp} 号格口的占用传感器没有看到伸进去的手。",
        "The occupancy sensor of compartment {comp} did not see the hand in it.",
    ),
    "moved_alone": (
        "测试 {comp} 号门时，{other} 号门的门磁动了：请检查它的线是否松动。",
        (
            "The switch of door {other} moved while door {comp} was tested: "
            "check whether its wire is loose."
        ),
    ),
    "meals": (
        "有餐食在 {doors} 号格口里，不能自检。请先收回，或用 --beside-meals 跳过这些门。",
        (
            "Meals are in compartments {doors}: no self-test now. "
            "Recall them first, or leave these doors out with --beside-meals."
        ),
    ),
    "agent_runs": (
        "柜子的程序正在运行，请先停止它再自检。",
        "The cabinet's agent is running; stop it before a self-test.",
    ),
    "journal": ("无法读取柜子的日志：{why}", "The cabinet's journal cannot be read: {why}"),
    "no_doors": ("没有 {doors} 号门。", "There is no door {doors}."),
    "stopped": ("自检中断。", "The self-test was broken off."),
}
"""By name: the sentence in Chinese, and in English. Names of findings are among them."""


def say(language: Language, name: str, **facts: object) -> str:
    """Return one sentence with its facts in it."""
    chinese, english = SENTENCES[name]
    return (chinese if language is Language.ZH else english).format(**facts)
