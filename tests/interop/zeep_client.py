"""Drives zeep as its users do. Usage: zeep_client.py WSDL_URL < session.json > outcomes.json

The session is {"login": {"user", "password"} or null, "code": str or null, "namespace"?, "calls": [...]}; each
call has an outcome of the same index. See client.ts for both.
"""

import datetime
import decimal
import json
import sys

import requests
import zeep
import zeep.exceptions
import zeep.helpers

NAMESPACE = "http://autotask.net/ATWS/v1_6/"


class Driver:
    def __init__(self, wsdl, session):
        http = requests.Session()
        if session["login"] is not None:
            http.auth = (session["login"]["user"], session["login"]["password"])
        self.client = zeep.Client(
            wsdl, transport=zeep.Transport(session=http), settings=zeep.Settings(strict=True)
        )
        self.service = self.client.service
        self.namespace = session.get("namespace", NAMESPACE)
        self.headers = []
        if session["code"] is not None:
            header = self.client.get_element("{%s}AutotaskIntegrations" % self.namespace)
            self.headers = [header(IntegrationCode=session["code"])]

    def entities(self):
        return [plain(info) for info in self.call("getEntityInfo")]

    def fields(self, entity):
        return [field_info(info) for info in self.call("GetFieldInfo", psObjectType=entity)]

    def query(self, xml):
        return answer(self.call("query", sXML=xml))

    def page(self, entity, size):
        """All ids, read in pages with `id > last`, and how many entities each page had."""
        ids, pages, last = [], [], 0
        while True:
            xml = (
                f"<queryxml><entity>{entity}</entity><query><field>id"
                f'<expression op="greaterthan">{last}</expression></field></query></queryxml>'
            )
            found = entities_of(self.call("query", sXML=xml))
            pages.append(len(found))
            ids.extend(entity.id for entity in found)
            if len(found) < size:
                return {"ids": ids, "pages": pages}
            last = found[-1].id

    def modify(self, xml, changes):
        """Reads entities, changes some of their fields and sends them back whole."""
        found = entities_of(self.call("query", sXML=xml))
        for entity in found:
            for name, value in changes.items():
                setattr(entity, name, value)
        return self.send(found)

    def update(self, resources):
        """Sends resources that were put together here."""
        return self.send(self.made("Resource", resources))

    def create(self, entity, all):
        return self.send(self.made(entity, all), "create")

    def made(self, entity, all):
        entity_type = self.client.get_type("{%s}%s" % (self.namespace, entity))
        return [entity_type(**values) for values in all]

    def send(self, entities, operation="update"):
        array = self.client.get_type("{%s}ArrayOfEntity" % self.namespace)
        return answer(self.call(operation, Entities=array(Entity=entities)))

    def usage(self):
        result = self.call("getThresholdAndUsageInfo")
        return {
            "returnCode": result.ReturnCode,
            "messages": [info.Message for info in result.EntityReturnInfoResults.EntityReturnInfo],
        }

    def zone(self, user):
        return plain(self.call("getZoneInfo", UserName=user))

    def version(self):
        return self.call("GetWsdlVersion")

    def call(self, operation, **parameters):
        return self.service[operation](_soapheaders=self.headers, **parameters)


def entities_of(result):
    return result.EntityResults.Entity if result.EntityResults else []


def answer(result):
    return {
        "returnCode": result.ReturnCode,
        "type": result.EntityResultType,
        "errors": [error.Message for error in (result.Errors.ATWSError if result.Errors else [])],
        "entities": [typed(entity) for entity in entities_of(result)],
    }


def typed(entity):
    """Every member of an entity that is not None, with the Python type it arrived as."""
    members = {name: getattr(entity, name) for name in dir(entity)}
    return {
        name: {"type": type(value).__name__, "value": scalar(value)}
        for name, value in members.items()
        if value is not None and name not in ("Fields", "UserDefinedFields")
    }


def scalar(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return value


def field_info(info):
    values = info.PicklistValues.PickListValue if info.PicklistValues else None
    return {**plain(info), "PicklistValues": None if values is None else [plain(value) for value in values]}


def plain(value):
    return zeep.helpers.serialize_object(value, dict)


def outcome(run):
    try:
        return {"ok": run()}
    except zeep.exceptions.Fault as fault:
        return {"fault": {"code": fault.code, "message": fault.message}}
    except zeep.exceptions.TransportError as error:
        return {"http": {"status": error.status_code, "message": str(error)}}


def main():
    session = json.load(sys.stdin)
    driver = Driver(sys.argv[1], session)
    outcomes = []
    for call in session["calls"]:
        name, *parameters = call
        outcomes.append(outcome(lambda: getattr(driver, name)(*parameters)))
    json.dump(outcomes, sys.stdout)


main()
