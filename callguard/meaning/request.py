"""What an utterance asks for: the request or question without the words that only make it one.

*Please give me a refund* and *I want a refund* share too little as sentences, and *please send a card* and
*please send a bill* too much; what is left when the asking is taken away tells them apart better.
"""

import re

from callguard.meaning.grams import plain

_JAPANESE_ASKS = re.compile(
    r"[てで](?:ください|下さい|くれ|ちょうだい|頂戴|もら[えいうっ]|いただ[けきく]|頂[けきく]|ほしい|欲しい|おくれ|んか)"
    r"|[いきしちにみりえけせてねめれげべ]たい(?:ん|の|です|と|けど|$)|願い|頼む|[せえけてれめ](?:よ|や|って|と)|ろ(?:よ|や|って|と)"
    r"|(?:[せえけてれめろ]|来い)$|(?:ます|です|ません|でしょう|の|ん)か(?:ね|な|ねえ)?$"
    r"|何|なに|なぜ|なんで|どうして|いつ|どこ|どう|誰|だれ|いくら"
)
_JAPANESE_FRAME = re.compile(
    r"(?<=.)(?:[てで](?:ください|下さい|くれ|ちょうだい|頂戴|もら[えいうっ]|いただ[けきく]|頂[けきく]|ほしい|欲しい).*"
    r"|(?<=[いきしちにみりえけせてねめれげべ])たい(?:ん|の|です|と|けど).*|をお?願い.*|(?:ん|の)?です(?:か|けど|が)*)$"
)
_ENGLISH_ASKS = re.compile(
    r"\b(?:please|i(?:'d| would) like|i(?:'m| am) asking|i (?:want|need|demand|expect|insist)"
    r"|(?:can|could|will|would) (?:you|i|we)"
    r"|let me|you (?:should|have to|need to|must|better)|have (?:somebody|someone)|shouldn't have to"
    r"|what|when|where|why|who|how)\b"
    r"|^(?:(?:and|so|now|just|look|well|then|you) )*(?:apologi[sz]e|bring|call|cancel|change|close|connect"
    r"|delete|deliver|explain|fix|get|give|knock|make|move|pay|play|put|refund|remove|replace|reverse|send|show|stop|take|tell|transfer|unblock|waive)\b"
)
_ENGLISH_FRAME = re.compile(
    r"\b(?:please|i(?:'d| would) like(?: to)?|i(?:'m| am) asking (?:you )?(?:to|for)"
    r"|i (?:want|need|demand|expect|insist on)(?: you)?(?: to)?|(?:can|could|will|would) (?:you|i|we)"
    r"|you (?:should|have to|need to|must|better)|right (?:now|away)|now|just)\b"
)
_KOREAN_ASKS = re.compile(
    r"주(?:세요|십시오|시|쇼|실|셨|셔|라)|줄래|줘|줄수|달라|고싶|해라|하라고|내놔|내놓|나오라|바꿔|부탁|시켜|셔야|안돼|안되"
    r"|뭐|무엇|무슨|언제|어디|왜|누구|누가|얼마|어떻게|몇|(?:까|나요|가요|죠|예요|래요)$"
)
_KOREAN_FRAME = re.compile(
    r"(?<=.)\s*(?:해\s*)?(?:주\s?(?:세요|십시오|시|쇼|실|셨|셔|라)|줄래|줘|줄 수|달라).*$"
)
_HANGUL = re.compile(r"[가-힣]")
_KANA_KANJI = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def asked(text: str) -> str:
    """Return what is asked for, or nothing where nothing is."""
    text = plain(text)
    if _KANA_KANJI.search(text):
        return _JAPANESE_FRAME.sub("", text) if _JAPANESE_ASKS.search(text) else ""
    if _HANGUL.search(text):
        return _KOREAN_FRAME.sub("", text) if _KOREAN_ASKS.search(text.replace(" ", "")) else ""
    return " ".join(_ENGLISH_FRAME.sub(" ", text).split()) if _ENGLISH_ASKS.search(text) else ""
