"""The tables of the inbox, and the steps that have led to them."""

TABLES = ("messages", "outbox", "secret")
# What the second step makes, and the first in PostgreSQL, which has other words for it.
SHAPE = """
CREATE TABLE messages (
    number INTEGER PRIMARY KEY,  -- what a person calls it
    id TEXT NOT NULL UNIQUE,     -- a UUID: what files, mails and links call it
    received_at TEXT NOT NULL,   -- ISO 8601, UTC
    form TEXT NOT NULL,
    page TEXT NOT NULL,
    answers TEXT NOT NULL,       -- a JSON object, field name to text
    how TEXT NOT NULL,           -- a JSON list: what was odd in how it came
    what TEXT NOT NULL,          -- a JSON list: what is odd in what it says
    state TEXT NOT NULL CHECK (
        state IN ('waiting', 'approved', 'answered', 'rejected', 'spam', 'erased')
    ),
    decided_at TEXT,             -- ISO 8601, UTC
    round INTEGER NOT NULL,      -- how often it was decided
    same TEXT NOT NULL,          -- a digest of form, page and answers
    words TEXT NOT NULL          -- a digest of the words alone, or ''
) STRICT;
CREATE INDEX messages_state ON messages (state);
CREATE INDEX messages_same ON messages (same);
CREATE INDEX messages_words ON messages (words);
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,    -- what its Message-ID begins with: one mail, one key
    about TEXT NOT NULL,         -- the id of a message, or '' for a reminder
    kind TEXT NOT NULL,          -- owner, author, replier, answer or reminder
    late INTEGER NOT NULL,       -- 1: about a held message, sent after all others
    recipient TEXT NOT NULL,
    body TEXT NOT NULL,          -- what a person wrote; '' where a template says it
    created_at TEXT NOT NULL,    -- these three: ISO 8601, UTC
    due_at TEXT,                 -- NULL: sent, or parked
    sent_at TEXT,                -- NULL: not sent yet
    attempts INTEGER NOT NULL,
    error TEXT NOT NULL          -- of the last attempt
) STRICT;
CREATE INDEX outbox_due ON outbox (late, created_at, number, due_at)
    WHERE due_at IS NOT NULL;
CREATE INDEX outbox_about ON outbox (about);
CREATE TABLE secret (key BLOB NOT NULL) STRICT;
"""
IN_POSTGRESQL = {") STRICT;": ");", "BLOB": "BYTEA"}
# Each step is run once, in order; a database knows how many were.
# A step that was released is never changed: add another.
STEPS = (
    """
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        received_at TEXT NOT NULL,  -- ISO 8601, UTC
        form TEXT NOT NULL,
        page TEXT NOT NULL,
        answers TEXT NOT NULL,      -- a JSON object, field name to text
        caught INTEGER NOT NULL     -- 1: the trap was filled in
    ) STRICT;
    """,
    f"""
    ALTER TABLE messages RENAME TO messages_1;
{SHAPE}
    INSERT INTO messages
        SELECT id,
            lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3)
                || '-a' || substr(h, 18, 3) || '-' || substr(h, 21)),
            received_at, form, page, answers,
            CASE caught WHEN 1 THEN '["the trap was filled in"]' ELSE '[]' END,
            '[]', 'waiting', NULL, 0, '', ''
        FROM (SELECT *, hex(randomblob(16)) AS h FROM messages_1 ORDER BY id);
    DROP TABLE messages_1;
    INSERT INTO secret VALUES (randomblob(32));
    """,
)
