using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Tables;

namespace ActorMlOps.Grains.Tests.Testing;

/// <summary>The electricity market's rows, as requests to the models that were trained on them.</summary>
internal sealed class Elec2
{
    public const int ReferenceRows = 10_000;

    public static readonly string[] Features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];

    public static readonly VersionConfig Config = new() { Reference = new(LabelColumn: "class", Ignore: ["date", "day"]) };

    private static readonly Lazy<Elec2> Loaded = new(() => new Elec2());

    private Elec2()
    {
        var bytes = Files.Unpacked("elec2", "elec2.csv.gz");
        var table = CsvTable.Read(new MemoryStream(bytes));
        Rows = table.Rows;
        Values = new float[Rows * Features.Length];
        for (var f = 0; f < Features.Length; f++)
        {
            var column = table[Features[f]];
            for (var r = 0; r < Rows; r++)
                Values[(r * Features.Length) + f] = (float)Files.Number(column, r);
        }
        Labels = [.. Enumerable.Range(0, Rows).Select(r => table["class"][r]!)];
        Lines = Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public static Elec2 Instance => Loaded.Value;

    public int Rows { get; }

    /// <summary>Row-major.</summary>
    public float[] Values { get; }

    public string[] Labels { get; }

    private string[] Lines { get; }

    public ReadOnlyMemory<float> Row(int row) => Values.AsMemory(row * Features.Length, Features.Length);

    /// <summary>Rows as a CSV file with a header.</summary>
    public byte[] Csv(int first, int rows) => Encoding.UTF8.GetBytes(string.Join('\n', Lines.Skip(first + 1).Take(rows).Prepend(Lines[0])));

    public TensorBatch Batch(int first, int rows) => new(rows, [new("features", TensorType.Fp32, [Features.Length],
        MemoryMarshal.AsBytes(Values.AsSpan(first * Features.Length, rows * Features.Length)).ToArray())]);

    /// <summary>One caller, whose rows have the ids <c>{id}#{row}</c>.</summary>
    public PredictRequest Request(int first, int rows, string? id, string? unit = null) => new(Batch(first, rows), [new(rows, id, unit)]);
}
