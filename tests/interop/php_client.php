<?php
/**
 * Drives PHP's SoapClient as its users do. Usage: php_client.php WSDL_URL < session.json > outcomes.json
 *
 * The session is {"login": {"user", "password"} or null, "code": string or null, "namespace"?, "soap"?,
 * "calls": [...]}; each call has an outcome of the same index. See client.ts for both.
 */

declare(strict_types=1);

const ATWS = 'http://autotask.net/ATWS/v1_6/';

/** What published PHP clients map entities to, so that xsi:type is sent. */
#[AllowDynamicProperties]
class Entity
{
}

final class Resource extends Entity
{
}

final class Account extends Entity
{
}

final class Role extends Entity
{
}

final class ResourceRoleQueue extends Entity
{
}

final class ResourceServiceDeskRole extends Entity
{
}

final class ResourceSkill extends Entity
{
}

const TYPES = [Account::class, Resource::class, Role::class, ResourceRoleQueue::class, ResourceServiceDeskRole::class, ResourceSkill::class];

final class Driver
{
    private SoapClient $client;

    public function __construct(string $wsdl, array $session)
    {
        $options = [
            'trace' => true,
            'exceptions' => true,
            'cache_wsdl' => WSDL_CACHE_NONE,
            'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
            'classmap' => array_combine(TYPES, TYPES),
            'soap_version' => ($session['soap'] ?? null) === '1.2' ? SOAP_1_2 : SOAP_1_1,
        ];
        if ($session['login'] !== null) {
            $options['login'] = $session['login']['user'];
            $options['password'] = $session['login']['password'];
        }
        $this->client = new SoapClient($wsdl, $options);
        if ($session['code'] !== null) {
            $this->client->__setSoapHeaders([
                new SoapHeader($session['namespace'] ?? ATWS, 'AutotaskIntegrations', ['IntegrationCode' => $session['code']]),
            ]);
        }
    }

    public function entities(): array
    {
        return $this->client->getEntityInfo()->GetEntityInfoResult->EntityInfo;
    }

    public function fields(string $entity): array
    {
        $fields = $this->client->GetFieldInfo(['psObjectType' => $entity])->GetFieldInfoResult->Field;
        foreach ($fields as $field) {
            $field->PicklistValues = $field->PicklistValues->PickListValue ?? null;
        }
        return $fields;
    }

    public function query(string $xml): array
    {
        return answer($this->client->query(['sXML' => $xml])->queryResult);
    }

    /** All ids, read in pages with `id > last`, and how many entities each page had. */
    public function page(string $entity, int $size): array
    {
        $ids = [];
        $pages = [];
        $last = 0;
        do {
            $xml = "<queryxml><entity>$entity</entity><query><field>id"
                . "<expression op=\"greaterthan\">$last</expression></field></query></queryxml>";
            $found = entitiesOf($this->client->query(['sXML' => $xml])->queryResult);
            $pages[] = count($found);
            foreach ($found as $entityFound) {
                $last = $ids[] = $entityFound->id;
            }
        } while (count($found) === $size);
        return ['ids' => $ids, 'pages' => $pages];
    }

    /**
     * Reads entities, changes some of their fields and sends them back whole. SoapClient sends the values
     * without their types, and the service takes an empty element without a type for an object; so published
     * clients leave empty texts out.
     */
    public function modify(string $xml, array $changes): array
    {
        $found = entitiesOf($this->client->query(['sXML' => $xml])->queryResult);
        foreach ($found as $entity) {
            foreach (array_keys(get_object_vars($entity), '', true) as $name) {
                unset($entity->$name);
            }
            foreach ($changes as $name => $value) {
                $entity->$name = $value;
            }
        }
        return $this->send($found);
    }

    /** Sends resources that were put together here. */
    public function update(array $resources): array
    {
        return $this->send($this->made('Resource', $resources));
    }

    public function create(string $entity, array $all): array
    {
        return $this->send($this->made($entity, $all), 'create');
    }

    private function made(string $entity, array $all): array
    {
        return array_map(static function (array $values) use ($entity): Entity {
            $made = new $entity();
            foreach ($values as $name => $value) {
                $made->$name = $value;
            }
            return $made;
        }, $all);
    }

    private function send(array $entities, string $operation = 'update'): array
    {
        return answer($this->client->$operation(['Entities' => ['Entity' => $entities]])->{$operation . 'Result'});
    }

    public function usage(): array
    {
        $result = $this->client->getThresholdAndUsageInfo()->getThresholdAndUsageInfoResult;
        return [
            'returnCode' => $result->ReturnCode,
            'messages' => array_map(
                static fn (object $info): string => $info->Message,
                $result->EntityReturnInfoResults->EntityReturnInfo,
            ),
        ];
    }

    public function zone(string $user): object
    {
        return $this->client->getZoneInfo(['UserName' => $user])->getZoneInfoResult;
    }

    public function version(): string
    {
        return $this->client->GetWsdlVersion()->GetWsdlVersionResult;
    }

    /** The status of the last answer, as the client read it. */
    public function status(): ?int
    {
        return preg_match('{^HTTP/\S+ (\d+)}', $this->client->__getLastResponseHeaders() ?? '', $found)
            ? (int) $found[1]
            : null;
    }
}

function entitiesOf(object $result): array
{
    return $result->EntityResults->Entity ?? [];
}

function answer(object $result): array
{
    return [
        'returnCode' => $result->ReturnCode,
        'type' => $result->EntityResultType,
        'errors' => array_map(
            static fn (object $error): string => $error->Message,
            $result->Errors->ATWSError ?? [],
        ),
        'entities' => array_map('typed', entitiesOf($result)),
    ];
}

/** Every member of an entity, with the PHP type it arrived as. */
function typed(object $entity): array
{
    $members = [];
    foreach (get_object_vars($entity) as $name => $value) {
        if ($name !== 'Fields' && $name !== 'UserDefinedFields') {
            $members[$name] = ['type' => get_debug_type($value), 'value' => $value];
        }
    }
    return $members;
}

function outcome(Driver $driver, string $name, array $parameters): array
{
    try {
        return ['ok' => $driver->$name(...$parameters)];
    } catch (SoapFault $fault) {
        if ($fault->faultcode === 'HTTP') {
            return ['http' => ['status' => $driver->status(), 'message' => $fault->getMessage()]];
        }
        return ['fault' => ['code' => $fault->faultcode, 'message' => $fault->getMessage()]];
    }
}

$session = json_decode(stream_get_contents(STDIN), true, 512, JSON_THROW_ON_ERROR);
$driver = new Driver($argv[1], $session);
$outcomes = [];
foreach ($session['calls'] as $call) {
    $outcomes[] = outcome($driver, array_shift($call), $call);
}
echo json_encode($outcomes, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION | JSON_UNESCAPED_UNICODE);
