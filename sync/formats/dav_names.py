"""Names of the XML that DAV servers speak, in lxml's ``{namespace}name`` form.

Never enters here: reading or writing that XML.
"""

from __future__ import annotations

DAV = "{DAV:}"
CALDAV = "{urn:ietf:params:xml:ns:caldav}"
CARDDAV = "{urn:ietf:params:xml:ns:carddav}"
CALENDARSERVER = "{http://calendarserver.org/ns/}"
APPLE = "{http://apple.com/ns/ical/}"
OWNCLOUD = "{http://owncloud.org/ns}"
NEXTCLOUD = "{http://nextcloud.org/ns}"

PREFIXES = {
    "d": DAV, "c": CALDAV, "cr": CARDDAV, "cs": CALENDARSERVER, "a": APPLE, "oc": OWNCLOUD, "nc": NEXTCLOUD,
}  # fmt: skip

# What each kind of question asks for.
FOLDER_PROPS = (
    DAV + "resourcetype", DAV + "getetag", DAV + "getcontentlength", DAV + "getcontenttype",
    DAV + "getlastmodified", DAV + "displayname", DAV + "current-user-privilege-set",
    OWNCLOUD + "fileid", OWNCLOUD + "permissions", OWNCLOUD + "owner-display-name",
)  # fmt: skip
COLLECTION_PROPS = (
    DAV + "resourcetype", DAV + "displayname", DAV + "current-user-principal", DAV + "sync-token",
    DAV + "supported-report-set", DAV + "current-user-privilege-set", DAV + "owner",
    CALENDARSERVER + "getctag", APPLE + "calendar-color", CALDAV + "supported-calendar-component-set",
)  # fmt: skip
PRINCIPAL_PROPS = (
    DAV + "current-user-principal", DAV + "displayname", CALDAV + "calendar-home-set",
    CALDAV + "calendar-user-address-set",
)  # fmt: skip
CALENDAR_PROPS = (DAV + "getetag", CALDAV + "calendar-data")
ETAG_PROPS = (DAV + "getetag", DAV + "resourcetype")
