// What one would write in C++ with gSOAP, whose programs make soapH.h of the contract: one thread a connection, without
// log-in. fields.inc and columns.inc are made of the answer of GetFieldInfo. Arguments: the data file and a port.
#include <sqlite3.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "ATWSSoap.nsmap"
#include "soapH.h"

namespace {

enum class Type { boolean, datetime, real, integer, text };

struct Column {
  const char *name;
  const char *sql;
  Type type;
  bool isWritable;
  /** What is stored of a text that is not sent: "", or NULL of a picklist. */
  bool isNullable;
  xsd__anyType *ns1__Resource::*member;
};

const Column COLUMNS[] = {
#define COLUMN(name, sql, type, isWritable, isNullable) \
  {#name, sql, Type::type, isWritable, isNullable, &ns1__Resource::name},
#include "columns.inc"
#undef COLUMN
};

const char *dataFile;

/** A connection to the data file with the statements of the three calls; each thread has one. */
class Table {
 public:
  Table() {
    require(sqlite3_open_v2(dataFile, &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr));
    require(sqlite3_exec(database_, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 30000",
                         nullptr, nullptr, nullptr));
    std::string select = "SELECT id";
    std::string update = "UPDATE resources SET ";
    for (const Column &column : COLUMNS) {
      select += std::string(", ") + column.sql;
      if (!column.isWritable) continue;
      const std::string name = column.name;
      update += name + " = ?, ";
      if (column.type == Type::text) update += name + "_folded = lower(?), ";
    }
    select += " FROM resources e WHERE ";
    one = prepared(select + "id = ?");
    page = prepared(select + "id > ? ORDER BY id LIMIT 500");
    change = prepared(update.substr(0, update.size() - 2) + " WHERE id = ?");
  }

  sqlite3_stmt *one;
  sqlite3_stmt *page;
  sqlite3_stmt *change;

 private:
  sqlite3_stmt *prepared(const std::string &sql) {
    sqlite3_stmt *statement = nullptr;
    require(sqlite3_prepare_v3(database_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return statement;
  }

  void require(int result) {
    if (result != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database_));
  }

  sqlite3 *database_ = nullptr;
};

thread_local Table *table;

/** SQLite has one writer: to wait here takes less than to wait in it. */
std::mutex writing;

template <class Boxed, class Value>
Boxed *boxed(Boxed *box, const Value &value) {
  box->__item = value;
  return box;
}

xsd__anyType *valueOf(soap *context, sqlite3_stmt *row, int index, Type type) {
  if (sqlite3_column_type(row, index) == SQLITE_NULL) return nullptr;
  const auto text = [&] { return reinterpret_cast<const char *>(sqlite3_column_text(row, index)); };
  switch (type) {
    case Type::boolean:
      return boxed(soap_new_xsd__boolean_(context), sqlite3_column_int(row, index) == 1);
    case Type::integer:
      return boxed(soap_new_xsd__int_(context), sqlite3_column_int(row, index));
    case Type::real:
      return boxed(soap_new_xsd__double_(context), sqlite3_column_double(row, index));
    case Type::datetime:
      return boxed(soap_new_xsd__dateTime_(context), text());
    case Type::text:
      return boxed(soap_new_xsd__string_(context), text());
  }
  return nullptr;
}

/** The answer with the resources that a statement finds. */
ns1__ATWSResponse *found(soap *context, sqlite3_stmt *statement, LONG64 id) {
  auto *answer = soap_new_ns1__ATWSResponse(context);
  answer->ReturnCode = 1;
  answer->EntityResults = soap_new_ns1__ArrayOfEntity(context);
  answer->EntityResultType = soap_new_std__string(context);
  *answer->EntityResultType = "resource";
  answer->Errors = soap_new_ns1__ArrayOfATWSError(context);
  answer->EntityReturnInfoResults = soap_new_ns1__ArrayOfEntityReturnInfo(context);
  sqlite3_bind_int64(statement, 1, id);
  while (sqlite3_step(statement) == SQLITE_ROW) {
    auto *resource = soap_new_ns1__Resource(context);
    resource->id = sqlite3_column_int64(statement, 0);
    resource->UserDefinedFields = soap_new_ns1__ArrayOfUserDefinedField(context);
    int index = 1;
    for (const Column &column : COLUMNS) {
      resource->*column.member = valueOf(context, statement, index++, column.type);
    }
    answer->EntityResults->Entity.push_back(resource);
    auto *info = soap_new_ns1__EntityReturnInfo(context);
    info->EntityId = resource->id;
    info->DatabaseAction = ns1__EntityReturnInfoDatabaseAction__None;
    info->DuplicateStatus = soap_new_ns1__EntityDuplicateStatus(context);
    info->DuplicateStatus->Found = info->DuplicateStatus->Ignored = false;
    answer->EntityReturnInfoResults->EntityReturnInfo.push_back(info);
  }
  sqlite3_reset(statement);
  // A short answer is written at once, with its length; a page in pieces.
  context->omode &= ~SOAP_IO;
  context->omode |= answer->EntityResults->Entity.size() > 10 ? SOAP_IO_CHUNK : SOAP_IO_BUFFER;
  return answer;
}

/** The text of an element without a type. */
std::string sent(const xsd__anyType *element) {
  std::string text = element && element->__item ? element->__item : "";
  static const std::pair<const char *, const char *> REFERENCES[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}};
  for (const auto &[reference, character] : REFERENCES) {
    for (size_t at = 0; (at = text.find(reference, at)) != std::string::npos; ++at) {
      text.replace(at, std::strlen(reference), character);
    }
  }
  return text;
}

ns1__ArrayOfField *fields;

void makeFields() {
  soap *context = soap_new();
  const auto text = [context](const char *value) {
    auto *made = soap_new_std__string(context);
    *made = value;
    return made;
  };
  const auto flag = [context](bool value) {
    auto *made = soap_new_bool(context);
    *made = value;
    return made;
  };
  fields = soap_new_ns1__ArrayOfField(context);
  const auto add = [&](const char *name, const char *label, const char *type, int length, bool isRequired, bool isReadOnly,
                       bool isQueryable, bool isReference, const char *reference, bool isPickList) {
    auto *field = soap_new_ns1__Field(context);
    field->Name = text(name);
    field->Label = text(label);
    field->Type = text(type);
    field->Length = length;
    field->IsRequired = isRequired;
    field->IsReadOnly = isReadOnly;
    field->IsQueryable = isQueryable;
    field->IsReference = isReference;
    field->ReferenceEntityType = text(reference);
    field->IsPickList = isPickList;
    if (isPickList) field->PicklistValues = soap_new_ns1__ArrayOfPickListValue(context);
    field->PicklistParentValueField = text("");
    field->IsSupportedWebhookField = false;
    fields->Field.push_back(field);
  };
  const auto addValue = [&](const char *value, const char *label, bool isDefault, int order, bool isActive, bool isSystem) {
    auto *made = soap_new_ns1__PickListValue(context);
    made->Value = text(value);
    made->Label = text(label);
    made->IsDefaultValue = isDefault;
    made->SortOrder = order;
    made->parentValue = text("");
    made->IsActive = flag(isActive);
    made->IsSystem = flag(isSystem);
    fields->Field.back()->PicklistValues->PickListValue.push_back(made);
  };
#define FIELD(...) add(__VA_ARGS__);
#define VALUE(...) addValue(__VA_ARGS__);
#include "fields.inc"
}

/** The text between two others from a position on, which moves behind it. */
std::string between(const std::string &text, size_t &from, const char *before, const char *after) {
  const size_t start = text.find(before, from);
  if (start == std::string::npos) return "";
  const size_t first = start + std::strlen(before);
  const size_t end = text.find(after, first);
  if (end == std::string::npos) return "";
  from = end;
  return text.substr(first, end - first);
}

void serve(soap *context) {
  table = new Table;
  soap_serve(context);
  soap_destroy(context);
  soap_end(context);
  soap_free(context);
}

}  // namespace

int __ns1__query(soap *context, _ns1__query *call, _ns1__queryResponse &answer) {
  if (!call || !call->sXML) return soap_sender_fault(context, "There is no sXML", nullptr);
  size_t at = 0;
  const std::string isEqual = between(*call->sXML, at, "op=\"", "\"");
  const LONG64 id = std::atoll(between(*call->sXML, at, ">", "<").c_str());
  answer.queryResult = found(context, isEqual == "Equals" ? table->one : table->page, id);
  return SOAP_OK;
}

int __ns1__update(soap *context, _ns1__update *call, _ns1__updateResponse &answer) {
  auto *resource = call && call->Entities && !call->Entities->Entity.empty()
                       ? dynamic_cast<ns1__Resource *>(call->Entities->Entity[0])
                       : nullptr;
  if (!resource) return soap_sender_fault(context, "There is no Resource", nullptr);
  int result;
  {
    std::lock_guard<std::mutex> turn(writing);
    int parameter = 0;
    for (const Column &column : COLUMNS) {
      if (!column.isWritable) continue;
      const std::string text = sent(resource->*column.member);
      if (column.type == Type::text && (!text.empty() || !column.isNullable)) {
        sqlite3_bind_text(table->change, ++parameter, text.data(), text.size(), SQLITE_TRANSIENT);
        sqlite3_bind_text(table->change, ++parameter, text.data(), text.size(), SQLITE_TRANSIENT);
      } else if (column.type == Type::boolean) {
        sqlite3_bind_int(table->change, ++parameter, text == "true");
      } else if (text.empty()) {
        sqlite3_bind_null(table->change, ++parameter);
        if (column.type == Type::text) sqlite3_bind_null(table->change, ++parameter);
      } else {
        sqlite3_bind_double(table->change, ++parameter, std::atof(text.c_str()));
      }
    }
    sqlite3_bind_int64(table->change, ++parameter, resource->id);
    result = sqlite3_step(table->change);
    sqlite3_reset(table->change);
  }
  if (result != SQLITE_DONE) return soap_receiver_fault(context, "The update was not stored", nullptr);
  answer.updateResult = found(context, table->one, resource->id);
  return SOAP_OK;
}

int __ns1__GetFieldInfo(soap *context, _ns1__GetFieldInfo *, _ns1__GetFieldInfoResponse &answer) {
  answer.GetFieldInfoResult = fields;
  context->omode = (context->omode & ~SOAP_IO) | SOAP_IO_CHUNK;
  return SOAP_OK;
}

// The operations that no workload calls.
#define OTHER(operation, type)                                                               \
  int __ns1__##operation(soap *context, _ns1__##type *, _ns1__##type##Response &) {         \
    return soap_sender_fault(context, "This operation is not served", nullptr);              \
  }
OTHER(getEntityInfo, GetEntityInfo)
OTHER(GetAttachment, GetAttachment)
OTHER(CreateAttachment, CreateAttachment)
OTHER(DeleteAttachment, DeleteAttachment)
OTHER(getUDFInfo, getUDFInfo)
OTHER(create, create)
OTHER(delete, delete)
OTHER(getZoneInfo, getZoneInfo)
OTHER(getThresholdAndUsageInfo, getThresholdAndUsageInfo)
OTHER(GetWsdlVersion, GetWsdlVersion)
OTHER(GetInvoiceMarkup, GetInvoiceMarkup)
OTHER(IntegrationCodeCheck, IntegrationCodeCheck)

int main(int, char **arguments) {
  dataFile = arguments[1];
  std::signal(SIGPIPE, SIG_IGN);
  makeFields();
  const int mode = SOAP_IO_KEEPALIVE | SOAP_XML_TREE | SOAP_C_UTFSTRING;
  soap *listener = soap_new2(mode, mode);
  // The library would end a connection after a hundred calls, and free what a call took when a connection ends.
  listener->max_keep_alive = 0x7fffffff;
  listener->fserveloop = [](soap *context) {
    soap_destroy(context);
    soap_end(context);
    return 0;
  };
  listener->bind_flags = SO_REUSEADDR;
  // 45.1 would be 45.100000000000001 otherwise.
  listener->double_format = "%.15G";
  const SOAP_SOCKET socket = soap_bind(listener, "127.0.0.1", std::atoi(arguments[2]), 128);
  if (!soap_valid_socket(socket)) {
    soap_print_fault(listener, stderr);
    return 1;
  }
  sockaddr_in address;
  socklen_t size = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size);
  std::cout << "http://127.0.0.1:" << ntohs(address.sin_port) << std::endl;
  for (;;) {
    if (soap_valid_socket(soap_accept(listener))) std::thread(serve, soap_copy(listener)).detach();
  }
}
