<?php
// What one would write with PHP's own SoapServer, without log-in.

const SCHEMA = 'http://autotask.net/ATWS/v1_6/';
const COST = "coalesce((SELECT amount FROM internal_costs WHERE resource_id = e.id AND coalesce(first_day, '') <= date()"
    . " AND coalesce(last_day, '9999') >= date()), 0.0) AS InternalCost";
const TYPES = ['boolean' => XSD_BOOLEAN, 'datetime' => XSD_DATETIME, 'double' => XSD_DOUBLE, 'integer' => XSD_INT, 'long' => XSD_INT, 'string' => XSD_STRING];

final class ATWS
{
    private PDO $pdo;
    private array $fields;
    private string $select;

    public function __construct()
    {
        $this->pdo = new PDO('sqlite:' . $_SERVER['BENCH_DATA'], null, null, [PDO::ATTR_PERSISTENT => true, PDO::ATTR_TIMEOUT => 30]);
        $this->pdo->exec('PRAGMA synchronous = FULL');
        $this->fields = json_decode(file_get_contents($_SERVER['BENCH_FIELDS']));
        $columns = [];
        foreach ($this->fields as $field) {
            if ($field->IsQueryable) $columns[] = $field->Name === 'InternalCost' ? COST : $field->Name;
        }
        $this->select = 'SELECT ' . implode(', ', $columns) . ' FROM resources e ';
    }

    public function query($call)
    {
        $expression = simplexml_load_string($call->sXML)->query->field->expression;
        $where = (string) $expression['op'] === 'Equals' ? 'WHERE id = ?' : 'WHERE id > ? ORDER BY id LIMIT 500';
        return ['queryResult' => $this->resources($where, (int) $expression)];
    }

    public function update($call)
    {
        $sent = $call->Entities->Entity;
        if (is_array($sent)) $sent = $sent[0];
        if ($sent instanceof SoapVar) $sent = $sent->enc_value;
        $assignments = [];
        $values = [];
        foreach ($this->fields as $field) {
            $name = $field->Name;
            if ($field->IsReadOnly || $name === 'Password') continue;
            $value = $sent->$name ?? ($field->Type === 'string' && !isset($field->PicklistValues) ? '' : null);
            if ($field->Type === 'boolean') $value = $value === 'true' || $value === true ? 1 : 0;
            elseif ($field->Type !== 'string' && $value !== null) $value += 0;
            $assignments[] = "$name = ?";
            $values[] = $value;
            if ($field->Type !== 'string') continue;
            $assignments[] = "{$name}_folded = lower(?)";
            $values[] = $value;
        }
        $values[] = (int) $sent->id;
        $this->pdo->prepare('UPDATE resources SET ' . implode(', ', $assignments) . ' WHERE id = ?')->execute($values);
        return ['updateResult' => $this->resources('WHERE id = ?', (int) $sent->id)];
    }

    public function GetFieldInfo($call)
    {
        return ['GetFieldInfoResult' => ['Field' => $this->fields]];
    }

    private function resources(string $where, int $id): array
    {
        $statement = $this->pdo->prepare($this->select . $where);
        $statement->execute([$id]);
        $entities = [];
        $infos = [];
        while ($row = $statement->fetch(PDO::FETCH_ASSOC)) {
            $entity = ['id' => $row['id'], 'UserDefinedFields' => []];
            foreach ($this->fields as $field) {
                $value = $row[$field->Name] ?? null;
                if ($field->Name !== 'id' && $value !== null) $entity[$field->Name] = new SoapVar($value, TYPES[$field->Type]);
            }
            $entities[] = new SoapVar((object) $entity, SOAP_ENC_OBJECT, 'Resource', SCHEMA);
            $infos[] = ['EntityId' => $row['id'], 'DatabaseAction' => 'None', 'DuplicateStatus' => ['Found' => false, 'Ignored' => false]];
        }
        return [
            'ReturnCode' => 1,
            'EntityResults' => ['Entity' => $entities],
            'EntityResultType' => 'resource',
            'Errors' => [],
            'EntityReturnInfoResults' => ['EntityReturnInfo' => $infos],
        ];
    }

    // The header with the tracking identifier.
    public function AutotaskIntegrations($header) {}
}

$server = new SoapServer($_SERVER['BENCH_WSDL'], ['cache_wsdl' => WSDL_CACHE_BOTH]);
$server->setClass(ATWS::class);
$server->handle();
