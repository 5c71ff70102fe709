using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Damages JSON that stays JSON: other types, limits of numbers, missing, renamed, repeated and nested things.</summary>
internal static class JsonMutator
{
    private const int MostMutations = 3;
    private const int MostDepth = 200;

    /// <summary>Values as they are written: most of them no serializer would write.</summary>
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "0.5", "1e308", "1e309", "-1e999", "1e-999", "1E+2", "2147483647", "2147483648",
        "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e30",
        "123456789012345678901234567890123456789012345678901234567890", "\"\"",
        "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "\"1\"", "\" \"",
        "\"\\u0000\"", "\"\\ud83d\\ude00\"", "\"../../etc/passwd\"",
        "\"FP32\"", "\"FP64\"", "\"FP16\"", "\"BF16\"", "\"INT64\"", "\"UINT8\"", "\"BOOL\"",
        "\"BYTES\"", "\"fp32\"", "\"features\"", "\"label\"", "[]", "[[]]", "[null]", "{}", "{\"\":{}}", "[1,[2,[3]]]", "[1,\"a\",null]",
        "[2147483647,2147483647]", "[9223372036854775807,2]", "[-1,6]", "[0,6]", "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]",
    ];

    private static readonly string[] Names =
    [
        "", "inputs", "outputs", "name", "shape", "datatype", "data", "parameters", "id", "unit_id", "receipts", "receipt", "binary_data",
        "binary_data_size", "binary_data_output", "labels", "label", "predictionId",
        "at", "metrics", "kind", "\u0000", "__proto__",
    ];

    public static byte[] Mutate(string json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        for (var left = random.Next(1, MostMutations + 1); left > 0; left--)
            root = Once(root, random);
        return Encoding.UTF8.GetBytes(Repeat(root.ToJsonString(), random));
    }

    /// <summary>Any JSON at all, with the protocol's names in it.</summary>
    public static JsonNode? Invent(Random random, int depth)
    {
        switch (depth == 0 ? 2 : random.Next(3))
        {
            case 0:
                var made = new JsonObject();
                for (var left = random.Next(5); left > 0; left--)
                    made[Name(random)] = Invent(random, depth - 1);
                return made;
            case 1:
                return new JsonArray([.. Enumerable.Range(0, random.Next(5)).Select(_ => Invent(random, depth - 1))]);
            default:
                return Value(random);
        }
    }

    private static JsonNode Once(JsonNode root, Random random)
    {
        var all = Everything(root).ToList();
        var node = all[random.Next(all.Count)];
        switch (random.Next(7))
        {
            case 0 when node is JsonObject { Count: > 0 } from:
                from.Remove(from.ElementAt(random.Next(from.Count)).Key);
                return root;
            case 1 when node is JsonObject { Count: > 0 } renamed:
                var (key, value) = renamed.ElementAt(random.Next(renamed.Count));
                renamed.Remove(key);
                renamed[Name(random)] = value;
                return root;
            case 2 when node is JsonObject with:
                with[Name(random)] = Invent(random, 2);
                return root;
            case 3 when node is JsonArray { Count: > 0 } list:
                list.RemoveAt(random.Next(list.Count));
                return root;
            case 4 when node is JsonArray list:
                list.Insert(random.Next(list.Count + 1), random.Next(2) == 0 || list.Count == 0 ? Value(random) : list[0]?.DeepClone());
                return root;
            case 5:
                return Replaced(root, node, Nested(node, random));
            default:
                return Replaced(root, node, random.Next(4) == 0 ? Invent(random, 3) : Value(random));
        }
    }

    private static JsonNode Replaced(JsonNode root, JsonNode old, JsonNode? with)
    {
        if (ReferenceEquals(root, old))
            return with ?? new JsonArray();
        if (old.Parent is JsonArray list)
            list[list.IndexOf(old)] = with;
        else
            old.Parent!.AsObject()[old.GetPropertyName()] = with;
        return root;
    }

    private static JsonNode Nested(JsonNode node, Random random)
    {
        var nested = node.DeepClone();
        for (var depth = random.Next(random.Next(8) == 0 ? MostDepth : 3); depth >= 0; depth--)
            nested = new JsonArray(nested);
        return nested;
    }

    /// <summary>Sometimes a property twice: the text has room for what the tree has not.</summary>
    private static string Repeat(string json, Random random)
    {
        if (random.Next(8) > 0)
            return json;
        var open = json.IndexOf('{', random.Next(json.Length));
        if (open < 0)
            return json;
        var property = $"{JsonSerializer.Serialize(Name(random))}:{Value(random)?.ToJsonString() ?? "null"}";
        return $"{json[..(open + 1)]}{property},{json[(open + 1)..]}";
    }

    private static JsonNode? Value(Random random)
    {
        using var document = JsonDocument.Parse(Values[random.Next(Values.Length)]);
        return document.RootElement.ValueKind switch
        {
            JsonValueKind.Array => JsonArray.Create(document.RootElement.Clone())!,
            JsonValueKind.Object => JsonObject.Create(document.RootElement.Clone())!,
            JsonValueKind.Null => null,
            _ => JsonValue.Create(document.RootElement.Clone())!,
        };
    }

    private static string Name(Random random) => Names[random.Next(Names.Length)];

    private static IEnumerable<JsonNode> Everything(JsonNode node) => (node switch
    {
        JsonObject named => named.Select(p => p.Value),
        JsonArray list => list.Take(8),
        _ => [],
    }).OfType<JsonNode>().SelectMany(Everything).Prepend(node);
}
