"""公文交换 document_exchange: issued documents on their way to other units, for the clerks who send and receive.

Two doors for other subsystems, by bridges:

- ``registry.Source(prefix, propose)``: what can be sent. ``document_exchange:new`` with ``?from=prefix/key`` draws the
  page of sending with what ``propose(key, actor)`` answers: the file, title, number, kind, recipients.
- ``registry.Offer(key, label, icon, can, go, done)``: what a unit can do with a copy that it has signed for, e.g.
  register it. ``can(facts, actor)`` says whether the button is shown, ``go(facts, by=)`` does it in the transaction of
  the click and answers the address that the page goes to, ``done(facts, actor)`` answers (words, address) once it was
  done, so that a link stands in place of the button. ``facts`` is ``registry.CopyFacts``, which
  ``queries.facts(actor, uuid)`` answers for a copy within the actor's sight; ``queries.files(facts)`` are its files,
  the document first, and ``files.services.copy(file, subject=…, by=…)`` keeps them as one's own.
"""
