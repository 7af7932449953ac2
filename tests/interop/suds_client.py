"""Drives suds as its users do. Usage: suds_client.py WSDL_URL < session.json > outcomes.json

The session is {"login": {"user", "password"} or null, "code": str or null, "calls": [...]}; each call has
an outcome of the same index. See client.ts for both.
"""

import datetime
import decimal
import json
import logging
import sys
from xml.sax.saxutils import escape

import suds
import suds.client
import suds.sudsobject
import suds.transport.http
from suds.sax.text import Raw

# What suds logs of a fault is the fault, which is an outcome here.
logging.disable(logging.CRITICAL)


class Driver:
    def __init__(self, wsdl, session):
        login = session["login"]
        transport = suds.transport.http.HttpAuthenticated(
            **({} if login is None else {"username": login["user"], "password": login["password"]})
        )
        self.client = suds.client.Client(wsdl, transport=transport, cache=None)
        self.service = self.client.service
        if session["code"] is not None:
            header = self.client.factory.create("AutotaskIntegrations")
            header.IntegrationCode = session["code"]
            self.client.set_options(soapheaders=header)

    def entities(self):
        return [plain(info) for info in self.service.getEntityInfo().EntityInfo]

    def fields(self, entity):
        """As python-atws does: the parameter is an object of the factory, which suds writes inside itself."""
        parameter = self.client.factory.create("GetFieldInfo")
        parameter.psObjectType = entity
        return [field_info(info) for info in self.service.GetFieldInfo(parameter).Field]

    def query(self, xml):
        return answer(self.service.query(exactly(xml)))

    def page(self, entity, size):
        """All ids, read in pages with `id > last`, and how many entities each page had."""
        ids, pages, last = [], [], 0
        while True:
            xml = (
                f"<queryxml><entity>{entity}</entity><query><field>id"
                f'<expression op="greaterthan">{last}</expression></field></query></queryxml>'
            )
            found = entities_of(self.service.query(exactly(xml)))
            pages.append(len(found))
            ids.extend(entity.id for entity in found)
            if len(found) < size:
                return {"ids": ids, "pages": pages}
            last = found[-1].id

    def modify(self, xml, changes):
        """Reads entities, changes some of their fields and sends them back whole, except for empty texts.

        suds sends values without their types, and the service takes an empty element without a type for an
        object; so its users leave these out.
        """
        found = entities_of(self.service.query(exactly(xml)))
        for entity in found:
            for name, value in suds.sudsobject.items(entity):
                entity[name] = exactly(value) if value != "" else None
            for name, value in changes.items():
                entity[name] = exactly(value)
        return self.send(found)

    def update(self, resources):
        """Sends resources that were put together here."""
        return self.send([self.made("Resource", values) for values in resources])

    def create(self, entity, all):
        return self.send([self.made(entity, values) for values in all], "create")

    def made(self, entity, values):
        made = self.client.factory.create(entity)
        for name, value in values.items():
            made[name] = exactly(value)
        return made

    def send(self, entities, operation="update"):
        array = self.client.factory.create("ArrayOfEntity")
        array.Entity = entities
        return answer(getattr(self.service, operation)(array))

    def usage(self):
        result = self.service.getThresholdAndUsageInfo()
        return {
            "returnCode": result.ReturnCode,
            "messages": [str(info.Message) for info in result.EntityReturnInfoResults.EntityReturnInfo],
        }

    def zone(self, user):
        return plain(self.service.getZoneInfo(user))

    def version(self):
        return str(self.service.GetWsdlVersion())


def exactly(value):
    """A text that arrives as it is: by itself, suds takes what looks like a reference or CDATA for one."""
    return Raw(escape(value)) if isinstance(value, str) else value


def entities_of(result):
    return result.EntityResults.Entity if result.EntityResults else []


def answer(result):
    return {
        "returnCode": result.ReturnCode,
        "type": result.EntityResultType,
        "errors": [str(error.Message) for error in (result.Errors.ATWSError if result.Errors else [])],
        "entities": [typed(entity) for entity in entities_of(result)],
    }


def typed(entity):
    """Every member of an entity that is not None, with the Python type it arrived as."""
    return {
        name: {"type": type(value).__name__, "value": scalar(value)}
        for name, value in suds.sudsobject.asdict(entity).items()
        if value is not None and name not in ("Fields", "UserDefinedFields")
    }


def scalar(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return value


def field_info(info):
    values = getattr(info, "PicklistValues", None)
    return {
        **plain(info),
        "PicklistValues": [plain(value) for value in values.PickListValue] if values else None,
    }


def plain(value):
    return suds.sudsobject.asdict(value)


def outcome(run):
    try:
        return {"ok": run()}
    except suds.WebFault as error:
        fault = error.fault
        return {"fault": {"code": fault.faultcode, "message": fault.faultstring}}
    except suds.transport.TransportError as error:
        return {"http": {"status": error.httpcode, "message": str(error)}}
    except Exception as error:
        # suds raises what HTTP says as a bare exception of status and reason.
        status, reason = error.args[0]
        return {"http": {"status": int(status), "message": str(reason)}}


def main():
    session = json.load(sys.stdin)
    driver = Driver(sys.argv[1], session)
    outcomes = []
    for call in session["calls"]:
        name, *parameters = call
        outcomes.append(outcome(lambda: getattr(driver, name)(*parameters)))
    json.dump(outcomes, sys.stdout)


main()
