"""What feedback is called on pages: types, topics, channels, states, steps, bands."""

from survey_app.web.words import _


def kinds() -> dict[str, str]:
    """Return the types of feedback."""
    return {
        "question": _("a question"),
        "request": _("a request or suggestion"),
        "concern": _("a concern or something that happened"),
        "praise": _("thanks or encouragement"),
        "belief": _("what people think or believe"),
        "rumour": _("a rumour"),
        "incomplete": _("not sure yet"),
    }


def categories() -> dict[str, str]:
    """Return the topics that come with the program."""
    return {
        "services": _("services"),
        "aid": _("aid and who gets it"),
        "safety": _("safety"),
        "justice": _("justice and police"),
        "authorities": _("authorities"),
        "land": _("land, water and houses"),
        "groups": _("relations between groups"),
        "information": _("missing information"),
        "exclusion": _("being left out"),
        "staff": _("how staff behave"),
        "abuse": _("abuse or exploitation"),
        "survey": _("the survey itself"),
        "other": _("something else"),
    }


def criticalities() -> dict[str, str]:
    """Return how soon something must be done."""
    return {
        "urgent": _("urgent: act within days"),
        "action": _("something must be done"),
        "none": _("nothing must be done, but answered"),
        "taken": _("it was done already"),
        "unclear": _("not clear yet"),
    }


def sensitivities() -> dict[str, str]:
    """Return who may read it."""
    return {
        "open": _("Those who answer feedback may read it"),
        "unclear": _("I am not sure: only a named person shall read it first"),
        "sensitive": _("It is about harm or abuse: only a named person may read it"),
    }


def channels() -> dict[str, str]:
    """Return the ways feedback comes."""
    return {
        "web": _("the feedback page"),
        "tablet": _("tablet"),
        "meeting": _("community meeting"),
        "visit": _("visit at home"),
        "helpdesk": _("help desk"),
        "box": _("feedback box"),
        "letter": _("letter"),
        "call": _("telephone"),
        "sms": _("text message"),
        "messaging": _("messaging app"),
        "email": _("e-mail"),
        "radio": _("radio"),
        "social": _("social media"),
        "informant": _("somebody who knows the place"),
        "mobilisation": _("mobilisation"),
        "interview": _("interview"),
        "recorder": _("recording"),
        "chatbot": _("chatbot"),
        "other": _("another way"),
    }


def sexes() -> dict[str, str]:
    """Return who is speaking."""
    return {
        "": _("not said, or several people"),
        "f": _("woman or girl"),
        "m": _("man or boy"),
        "x": _("another"),
    }


def ages() -> dict[str, str]:
    """Return bands of age."""
    return {
        "": _("not said, or several people"),
        "-12": _("12 or younger"),
        "13-17": _("13 to 17"),
        "18-59": _("18 to 59"),
        "60-": _("60 or older"),
    }


def states() -> dict[str, str]:
    """Return where a record stands."""
    return {
        "received": _("received"),
        "assigned": _("somebody looks into it"),
        "referred": _("passed on to those who can help"),
        "answered": _("answered"),
        "appealed": _("being looked at again"),
        "closed": _("closed"),
    }


def deeds() -> dict[str, str]:
    """Return what is done about a record."""
    return {
        "assign": _("Give it to somebody: to whom?"),
        "refer": _("Pass it on: to whom, and does the person agree?"),
        "answer": _("Answer"),
        "confirm": _("Close it: who confirmed that it is settled?"),
        "appeal": _("asked again"),
        "add": _("added"),
        "rate": _("thought of the answer"),
        "note": _("Note for those who answer"),
        "done": _("said and done"),
    }


def bands() -> dict[str, str]:
    """Return how an answer stands to its day."""
    return {
        "late": _("late"),
        "soon": _("due soon"),
        "in_time": _("has time"),
        "answered": _("answered"),
    }


def ratings() -> dict[str, str]:
    """Return what people think of an answer."""
    return {"yes": _("Yes"), "partly": _("Partly"), "no": _("No")}
