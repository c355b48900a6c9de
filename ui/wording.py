"""Every sentence the planner shows: plain, short, no blame, with the next step.

Those with something in them, a count or a name, are in `ui.phrases`.
"""

from __future__ import annotations

from ui.language import words_of

words_of(__name__)


# everywhere
PRODUCT = "Rounds"
NO = "No, leave it"
SAVE, SAVED, DONE, UNDO, OPEN, REMOVE = "Save", "Saved.", "Done", "Undo", "Open", "Remove"
NAME, TITLE, SHORT_NAME, DESCRIPTION = "Name", "Title", "Short name", "Description"
SHORT_NAME_HINT = "Small letters, digits and hyphens, like main-x. It never changes."
CHANNEL, CHANNELS, PILLAR, PILLARS = "Channel", "Channels", "Pillar", "Pillars"
ALL_CHANNELS, NO_PILLAR, ANY_PILLAR = "All channels", "No pillar", "Any pillar"
NO_CHANNEL_YET = "There is no channel yet, so there is nowhere to post."
NO_CHANNEL_STEP = "Add one in Settings, under Channels. It takes the account's four keys."
CHOOSE_OPTIONS = "Choose options"
NOBODY, SOMEBODY_GONE = "Rounds", "somebody who left"

# the door
SIGN_IN, SIGN_OUT = "Sign in", "Sign out"
MAIL_ADDRESS, PASSWORD = "Email address", "Password"
SIGN_IN_HINT = "No account, or the password is lost? Ask an administrator of your organisation."
SIGN_OUT_HINT = "You can sign in again at any time."
TOO_LONG_TO_CHECK = "This is more than can be checked while you type. Make it shorter."
SIGN_IN_FIRST = "Sign in first."
SIGNED_OUT, SIGNED_OUT_STEP = "You are signed out.", "Your drafts are kept."
WRONG_SIGN_IN = "Email address or password is wrong. Try again."
FORM_EXPIRED = "This form was too old. Please try once more."

# pages
CALENDAR, CALENDAR_ABOUT = "Calendar", "Drag to move, click to edit, click an empty place to write."
WRITE, WRITE_ABOUT = "Write a post", "One message, at one time, on one channel or several."
INBOX, INBOX_ABOUT = "Inbox", "What your trusted sources said, best first."
REVIEW, REVIEW_ABOUT = "Review", "What waits for a decision, the one due soonest first."
QUEUE, QUEUE_ABOUT = "Queue", "What goes out next, and what went out."
ATTENTION, ATTENTION_ABOUT = (
    "Needs attention",
    "Posts that go no further without you, the most pressing first.",
)
SOURCES, SOURCES_ABOUT = "Sources", "The feeds you trust, and how they are."
CALENDARS, CALENDARS_ABOUT = "Calendar links", "The plan in Outlook, Apple and Google calendars."
ACTIVITY, ACTIVITY_ABOUT = "Activity", "Who did what and when, newest first."
PAUSE, PAUSE_ABOUT = "Pause", "Hold everything at once; nothing leaves while a pause is on."
SETTINGS, SETTINGS_ABOUT = "Settings", "Pillars, channels, slots, people."
SECTION_PLAN, SECTION_CONTENT, SECTION_HOUSE = "Plan", "Sources and sharing", "Organisation"
POST = "Post"

# states
STATES = {
    "proposed": "Proposed",
    "draft": "Draft",
    "in_review": "In review",
    "scheduled": "Scheduled",
    "claimed": "About to leave",
    "sending": "Sending",
    "published": "Published",
    "held": "Held",
    "unknown": "Outcome unknown",
    "refused": "Refused",
    "missed": "Missed",
    "cancelled": "Cancelled",
}
WHY = {
    "unknown": "The network's answer was lost, so nobody knows yet whether this is out.",
    "held": "It is held back until a person decides.",
    "missed": "Its time passed before it could go out.",
    "refused": "The network did not take it.",
}
NEXT_STEP = {
    "wait": "Rounds asks the network by itself and never sends it twice. If you see it there, give its "
    "address; if it is not wanted any more, give it up.",
    "again": "This network can't be asked, so look there yourself. Say what you found; Rounds never guesses.",
    "release": "Release it when the reason is gone, or open it and change it.",
    "move": "Give it a new time, or cancel it.",
    "copy": "Copy it to a new draft and change what the network objects to, or leave it so.",
}
OUTCOMES = {
    "started": "begun, and no answer was written down",
    "accepted": "the network has it",
    "refused": "the network refused it",
    "not_sent": "it did not leave",
    "unknown": "the answer was lost",
    "absent": "it was looked for and is not there",
}
PART_STANDINGS = {
    "out": "is out.",
    "leaving": "is being sent.",
    "in_doubt": "may be out; nobody knows yet.",
    "not_out": "is not out.",
}
SEVERITIES = {"block": "Must change", "hold": "Needs a look", "advice": "Advice"}
HEALTH = {
    "ok": "Read",
    "unchanged": "Read, nothing new",
    "blocked": "Blocked",
    "broken": "Broken",
    "gone": "Gone",
    "": "Not read yet",
}

# calendar
FILL_GAPS = "Fill gaps"
NO_TEXT_YET, OPEN_SLOT = "No text yet", "Open slot"
DAYS_AHEAD = "How far ahead"
NOTHING_TO_FILL = (
    "There is nothing to propose: every slot is taken, or no fresh item fits. Add slots or sources."
)
FILL_THEM = "Add these proposals"
RUNNERS_UP, INSTEAD = "What else might stand here", "Take this one"
FILLED = "The proposals are in the calendar. They go out only once approved."

# composer
TEXT, TEXT_HINT = "Text", "Say one thing, in words a patient would use."
LINK, PICTURES, HISTORY, PREVIEW = "Link", "Pictures", "History", "Preview"
NOTHING_WRITTEN = "Your text appears here."
PICTURES_HINT = "PNG, JPEG or WebP. Place and camera data are removed before anything is kept."
ALT_HINT = "What does it show? People who can't see it hear this."
REMOVE_PICTURE = "Remove this picture"
NOT_A_PICTURE = "This file can't be shown as a picture."
TIME_IS_PAST = ":orange[This time has passed.] A post goes out only at a time to come."
THE_FIRST, THE_SECOND = "The first time", "The second time"
COMMENT, COMMENT_HINT = "Comment", "What should change, or why this may go out"
SUBMIT, APPROVE, SEND_BACK, REJECT = "Send for review", "Approve", "Send back", "Decide against it"
WITH_COMMENT, APPROVE_WITH_COMMENT = "With a comment", "Approve with this comment"
SAVE_BEFORE_APPROVING = "You changed something. Save it first; then it can be approved."
COPY_THEN_REOPEN = "What you typed is still here. Copy what you need, close this, and open the post again."
CANCEL_POST, SURE_TO_CANCEL = "Cancel post", "Cancel this post for good? It stays in the record."
SEE_IT_THERE = "See it on the network"
YOUR_OWN = "You wrote this, so somebody else decides."
POST_APPROVED = "Approved. It goes out when it is due."
POST_SENT_BACK = "Sent back to its author, with your comment."
POST_CANCELLED = "Cancelled. It will not go out."
POST_RELEASED = "Released."
POST_CONFIRMED = "Noted: it is out."
POST_GIVEN_UP = "Given up. It will not be sent again."
COPIED = "A new draft with the same content stands in the calendar tomorrow."

LINK_OF_THREAD = "Link (goes out with part 1)"
ADD_PART, ADD_PART_HINT = "Add a part", "The post becomes a thread: each part answers the one before it."
PART_HINT = "What comes next. It should be clear by itself, too."
FURTHER = "Video, answers, quotes, labels"
VIDEO, ANOTHER_VIDEO = "Video or animation", "Another video or animation"
VIDEO_HINT = (
    "MP4 with H.264 and AAC, or an animated GIF. Place and camera data are removed before it is kept."
)
VIDEO_ALT_HINT = "What does it show and say? People who can't see or hear it read this."
REMOVE_VIDEO = "Remove this video"
DESCRIBE_VIDEO = "Describe the video in words."
NO_SUCH_VIDEO = "There is no such video."
REPLY_TO, QUOTE = "Answers this post", "Shows this post (a quote)"
PASTE_ADDRESS = "Open the post on the network, copy its address and paste it here."
SEE_THAT_POST = "See that post"
ANSWERS, SHOWS = "Answers a post", "Shows a post of the network"
WHO_MAY_ANSWER = "Who may answer"
WHO_MAY_ANSWER_CHOICES = {
    "everyone": "Everyone",
    "following": "Accounts this one follows",
    "mentioned": "Accounts named in the post",
    "subscribers": "Subscribers",
    "verified": "Verified accounts",
}
MADE_WITH_AI = "Label it “made with AI”"
MADE_WITH_AI_HINT = "Networks ask for the label where words, pictures or video were made by AI."
LABELLED_AI = "Labelled “made with AI”"

# inbox, review, queue
INBOX_EMPTY = "All caught up."
INBOX_EMPTY_STEP = "New items appear here as your sources publish them. More sources bring more items."
REVIEW_EMPTY = "Nothing waits for a decision."
REVIEW_EMPTY_STEP = "Posts sent for review, and proposals, appear here."
UPCOMING, PUBLISHED = "Next", "Published"
NOTHING_UPCOMING, NOTHING_UPCOMING_STEP = (
    "Nothing is scheduled.",
    "Approve what waits in Review, or write a post in the calendar.",
)
NOTHING_NEEDS_YOU, NOTHING_NEEDS_YOU_STEP = (
    "Nothing needs you.",
    "Held, missed, refused and unclear posts appear here, with the safe next step for each.",
)
NOTHING_PUBLISHED, NOTHING_PUBLISHED_STEP = (
    "Nothing went out in the last 30 days.",
    "Posts appear here with a link to the network once they are out.",
)
RELEASE, GIVE_NEW_TIME, COPY_TO_DRAFT = "Release", "Give it a new time", "Copy to a new draft"
ITS_ADDRESS, IT_IS_OUT = "Its address on the network", "It is there"
SEND_AGAIN, SURE_TO_SEND_AGAIN = (
    "It is not there: send again",
    "Did you look on the network, and it is not there? Then it is sent once more.",
)
LEAVE_SO, POST_LEFT = "Leave it so", "Left as it is. It is not shown here any more."
POST_SENT_AGAIN = "It goes out again now."
SEE_PART = "See it"
GIVE_UP, SURE_TO_GIVE_UP = "Give it up", "Give it up? It will never be sent again."

# costs
SEND_LINK = "Send the link"
BUDGET, BUDGET_HINT = (
    "Budget a month",
    "US dollars a calendar month (UTC), like 20.00. Leave it empty for no limit.",
)
SENDS_LINKS, SENDS_LINKS_HINT = (
    "Proposals carry their link",
    "A post with a link costs more on some networks. Each post's link can still be added or taken out.",
)
COST_AND_LINKS = "Costs and links"
SAVE_COSTS, BUDGET_SAVED = "Save costs and links", "Saved. It counts from the next post on."

# sources
POLL_ALL, POLL_NOW, POLLING = "Read all now", "Read now", "Reading the feeds …"
NO_SOURCES, NO_SOURCES_STEP = (
    "No source is trusted yet.",
    "Choose from the catalogue above, or add an address.",
)
ADD_SOURCE, BY_ADDRESS, FROM_CATALOGUE, FROM_OPML = (
    "Add a source",
    "By address",
    "From the catalogue",
    "OPML file",
)
CHOOSE_SOURCE = "Choose a source"
CATALOGUE_DONE = "Every source of the catalogue is here already."
FEED_ADDRESS, OWNER, DOMAINS, TOPICS, TRUST = "Address of the feed", "Owner", "Domains", "Topics", "Trust"
OWNER_HINT = "Who is behind it, as credited in a post."
DOMAINS_HINT = "With commas between. Links of its items must lead to one of them."
OPML_FILE, IMPORT, EXPORT_OPML = "OPML file of another reader", "Import", "Save as OPML"

# calendar links
MAKE_LINK, LINK_NAME, LINK_NAME_HINT = "Make a link", "Who is it for?", "Department heads"
DETAIL, DETAILS = "What they see", {"titles": "Titles only", "full": "Full text"}
DETAIL_HINT = "Whoever has the address can read it. Titles are enough for most."
LINK_ONCE = "Copy the address now: it is shown this once. Anybody who has it can read the calendar."
LINKS_IN_USE = "Links in use"
NO_LINKS, NO_LINKS_STEP = (
    "Nobody has a link yet.",
    "Make one above and send it to whoever wants to see the plan.",
)
REVOKE, SURE_TO_REVOKE = "Revoke", "Revoke this link? Calendars that use it become empty."
LINK_REVOKED = "Revoked. The address shows nothing any more."

# activity
VERIFY, EXPORT_RECORD = "Verify the record", "Save as JSON lines"
ABOUT, ABOUT_HINT = "About", "Show one subject only, such as post:17"
LINE, WHEN, WHO, WHAT, FACTS = "Line", "When", "Who", "What", "Facts"
NO_ENTRIES, NO_ENTRIES_STEP = "The record says nothing about that.", "Clear the field to see everything."

# pause
PAUSE_WHAT, PAUSE_WHY, PAUSE_WHY_HINT = "What to hold", "Why?", "Everybody will ask; one sentence is enough"
SCOPES = {"everything": "Everything", "channel": "One channel", "pillar": "One pillar"}
EXCEPT_FOR, EXCEPT_HINT = "Except for", "These channels may go on speaking, for emergency messages."
PAUSE_NOW, SURE_TO_PAUSE = (
    "Pause now",
    "Hold it all from this moment? Nothing in it leaves until the pause ends.",
)
PAUSE_BEGAN, PAUSE_LIFTED = (
    "Paused. Nothing in it leaves.",
    "Lifted. What was held stays held until you decide on it.",
)
LIFT, SURE_TO_LIFT = (
    "Lift the pause",
    "Lift it? Posts still to come go out again; held ones wait for a decision.",
)

# settings
ORGANISATION, SLOTS, PEOPLE, HEALTH_OF_PARTS = "Organisation", "Slots", "People", "Health"
NO_ORGANISATION, YOUR_ORGANISATION = (
    "The organisation is not set up yet. Ask an administrator.",
    "Our organisation",
)
ZONE, ZONE_HINT = "Time zone", "An IANA name such as America/Chicago."
OWN_DOMAINS, OWN_PHONES = "Own domains, with commas between", "Public telephone numbers, with commas between"
ADD_CHANNEL, HANDLE, USEFUL_FOR = "Add a channel", "Handle", "Useful for this many hours"
USEFUL_FOR_HINT = "A post that could not leave in this time is missed, and a person decides."
KEYS_HINT = (
    "The account's keys. The network is asked whose they are; then they are sealed and never shown again."
)
ASKING_WHOSE = "Asking the network whose keys these are …"
KEEP_ANYWAY = "Keep the keys without asking"
KEEP_ANYWAY_HINT = "Sure of these keys? Keep them now; should one be wrong, the first post is held, not lost."
KEYS = {
    "consumer_key": "API key",
    "consumer_secret": "API key secret",
    "access_token": "Access token",
    "access_token_secret": "Access token secret",
}
ADD_PILLAR, WORDS, WORDS_HINT = (
    "Add a pillar",
    "Words",
    "With commas between. Items with these words fit the pillar.",
)
NO_PILLARS, NO_PILLARS_STEP = (
    "There are no pillars yet.",
    "A pillar is a theme with a share of the plan, such as prevention.",
)
ADD_SLOT, TIME = "Add a slot", "Time"
NO_SLOTS, NO_SLOTS_STEP = (
    "There are no slots yet.",
    "A slot is a place in the week, such as Tuesday 09:00. Gaps come from slots.",
)
SLOT_REMOVED = "The slot is gone. Posts that stood in it stay."
ADD_PERSON, FIRST_PASSWORD = "Add a person", "First password"
CLOSED, WHAT_ROLES_MAY = "Closed", "What each role may do"
WELL, UNWELL = "Well", "Needs you"
