using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ActorMlOps.LoadTests.Fuzz;

/// <summary>Tables: observations as CSV, NDJSON and JSON, references as CSV, batches to score; and labels, which follow them.</summary>
internal sealed class TableCases : IFuzzGenerator
{
    /// <summary>Takes observations and labels.</summary>
    public const string Model = "fuzz.tables";

    private const int MostRows = 12;
    private const string Lines = "application/x-ndjson";
    private const string Observations = $"/api/models/{Model}/versions/{FuzzModel.Version}/observations";

    private static readonly string[] Features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];

    private static readonly string[] Others = ["predictionId", "at", "prediction", "score", "label", "unitId"];

    private static readonly string[] Cells =
    [
        "", "0", "0.5", "-1", "1e308", "1e999", "NaN", "nan", "Infinity", "null", "true", "0x10", "1,5", "\"", "\"\"", "\"a", "a\"b",
        "\"a\"\"b\"", "\"a\nb\"",
        "\0", "a\0b", "\t", " ", "é", "\ufeff", "2026-01-01T00:00:00Z", "2026-01-01", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
        "=cmd()", "12345678901234567890123", "UP", "1",
    ];

    private readonly byte[] _file;
    private readonly string _model;

    public TableCases(IReadOnlyList<FuzzModel> models) => (_file, _model) = (models[0].File, models[0].Name);

    public string Kind => "tables";

    public FuzzCase Next(long number, Random random) => random.Next(20) switch
    {
        < 8 => Post(number, $"{Observations}{Query(random)}", "text/csv", Packed(Damaged(Csv(random), random), random)),
        < 12 => Post(number, Observations, Lines, Damaged(Json(random, lines: true), random)),
        < 14 => Post(number, Observations, "application/json", Damaged(Json(random, lines: false), random)),
        < 18 => Post(number, $"/api/models/{(random.Next(2) == 0 ? Model : _model)}/labels", "application/json", Labels(random)),
        18 => Post(number, $"/api/models/{Model}/batch", random.Next(3) == 0 ? Lines : "text/csv", Damaged(Csv(random), random)),
        _ => Reference(number, random),
    };

    private FuzzCase Post(long number, string path, string type, byte[] body) => new(Kind, number, HttpMethod.Post, path, type, body);

    private FuzzCase Reference(long number, Random random)
    {
        var form = new FormData();
        form.Add("model", "model.onnx", _file);
        form.Add("reference", "reference.csv", Packed(Damaged(Csv(random), random), random));
        var path = $"/api/models/{OnnxCases.Model}/versions/r{number}";
        return new(Kind, number, HttpMethod.Put, path, form.ContentType, form.Body()) { Undo = path };
    }

    private static string Query(Random random) => random.Next(8) switch
    {
        0 => $"?producer=p&sequence={BinaryCases.Dimension(random)}",
        1 => "?producer=&sequence=1",
        2 => "?sequence=1e3&producer=%00",
        _ => "",
    };

    private static byte[] Damaged(string text, Random random) => random.Next(2) == 0
        ? Encoding.UTF8.GetBytes(text)
        : ByteMutator.Mutate(random.Next(20) == 0 ? Encoding.Unicode.GetBytes(text) : Encoding.UTF8.GetBytes(text), random);

    private static byte[] Packed(byte[] bytes, Random random)
    {
        if (random.Next(8) > 0)
            return bytes;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return random.Next(2) == 0 ? packed.ToArray() : ByteMutator.Mutate(packed.ToArray(), random);
    }

    private static string Csv(Random random)
    {
        var (columns, odds) = (Header(random), Odds(random));
        var separator = random.Next(20) == 0 ? ";" : ",";
        var text = new StringBuilder(string.Join(separator, columns));
        var ragged = random.Next(8) == 0;
        for (var left = random.Next(MostRows); left > 0; left--)
        {
            var cells = ragged && random.Next(3) == 0 ? random.Next(columns.Length + 3) : columns.Length;
            text.Append(random.Next(100) == 0 ? "\r" : "\n")
                .AppendJoin(separator, Enumerable.Range(0, cells).Select(c => Cell(c < columns.Length ? columns[c] : "", odds, random)));
        }
        return text.ToString();
    }

    private static string Json(Random random, bool lines)
    {
        var (columns, odds) = (Header(random), Odds(random));
        var rows = Enumerable.Range(0, random.Next(1, MostRows)).Select(_ => $"{{{string.Join(',', columns.Select(Property))}}}");
        return lines ? string.Join('\n', rows) : $"[{string.Join(',', rows)}]";

        string Property(string column)
        {
            var cell = Cell(column, odds, random);
            return $"{Quoted(column)}:{(double.TryParse(cell, out var number) && double.IsFinite(number) ? Number(random) : Quoted(cell))}";
        }
    }

    private static byte[] Labels(Random random)
    {
        var labels = $$"""
            {"labels":[{"predictionId":"a{{random.Next(1000)}}","label":{{Number(random)}},"at":{{Quoted(Odd(random))}}},
             {"predictionId":{{Quoted(Odd(random))}},"label":{{Quoted(Odd(random))}}}]}
            """;
        return random.Next(3) switch
        {
            0 => Encoding.UTF8.GetBytes(labels),
            1 => JsonMutator.Mutate(labels, random),
            _ => ByteMutator.Mutate(Encoding.UTF8.GetBytes(labels), random),
        };
    }

    private static string[] Header(Random random)
    {
        var incomplete = random.Next(4) == 0;
        var columns = Features.Where(_ => !incomplete || random.Next(6) > 0).Concat(Others.Where(_ => random.Next(3) == 0)).ToList();
        if (random.Next(8) == 0)
            columns.Insert(random.Next(columns.Count + 1), random.Next(2) == 0 ? Features[random.Next(Features.Length)] : Odd(random));
        return [.. columns];
    }

    /// <summary>One in how many cells is odd: most tables are almost right, so that they get past the first check.</summary>
    private static int Odds(Random random) => random.Next(4) switch
    {
        0 => int.MaxValue,
        1 => 3,
        _ => 40,
    };

    private static string Cell(string column, int odds, Random random) => random.Next(odds) == 0 ? Odd(random) : column switch
    {
        "at" => $"2026-01-{random.Next(1, 32):00}T{random.Next(24):00}:00:00Z",
        "prediction" or "label" => random.Next(2).ToString(CultureInfo.InvariantCulture),
        "predictionId" or "unitId" => $"a{random.Next(1000)}",
        _ => Number(random),
    };

    private static string Odd(Random random) => Cells[random.Next(Cells.Length)];

    private static string Number(Random random) => random.NextDouble().ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
