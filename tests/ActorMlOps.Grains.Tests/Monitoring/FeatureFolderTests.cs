using System.Globalization;
using System.Runtime.InteropServices;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using CsCheck;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Tests.Monitoring;

public sealed class FeatureFolderTests
{
    private const int Rows = 101;

    private static readonly string[] Colours = ["red", "grün", "blue", ""];

    /// <summary>Two floats and two texts a row; the second float and the first text are categories.</summary>
    private static readonly VersionSpec Spec = Specs.Version("1", OutputSpec.Unwatched) with
    {
        Signature = Specs.Signature([Specs.Tensor("x", TensorType.Fp32, -1, 2), Specs.Tensor("t", TensorType.Bytes, -1, 2), Specs.Tensor("n", TensorType.Int32, -1, 1)]),
        Features =
        [
            new("t1", FeatureKind.Categorical, 1, 1, TensorType.Bytes),
            new("x0", FeatureKind.Numeric, 0, 0, TensorType.Fp32),
            new("x1", FeatureKind.Categorical, 0, 1, TensorType.Fp32),
            new("t0", FeatureKind.Categorical, 1, 0, TensorType.Bytes),
            new("n", FeatureKind.Numeric, 2, 0, TensorType.Int32),
        ],
        Segments = ["t0", "x1"],
    };

    private static readonly ReferenceProfile Profile = new(
        [
            ColumnProfile.Categorical("t1", Repeat(Colours)),
            ColumnProfile.Numeric("x0", [.. Enumerable.Range(-50, Rows).Select(i => i / 10.0)], default, float32: true),
            ColumnProfile.Categorical("x1", Repeat(["0", "1", "2.5"])),
            ColumnProfile.Categorical("t0", Repeat(Colours)),
            ColumnProfile.Numeric("n", [.. Enumerable.Range(0, Rows).Select(i => (double)(i % 20))], default, float32: false),
        ], Rows);

    [Fact]
    public void Fold_AnyRowsFromAnywhereInABatch_EqualsNaiveCounting() => Gen.Select(
        Gen.Select(Gen.Float[-6, 6], Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[-3, 25]).Array[1, 60], Gen.Int[0, 59], Gen.Int[1, 60]).Sample((rows, from, count) =>
    {
        var first = from % rows.Length;
        count = Math.Min(count, rows.Length - first);
        string Text(int i) => i < Colours.Length ? Colours[i] : "unseen";
        var categories = new[] { 0f, 1f, 2.5f, 9f };
        TensorData[] inputs =
        [
            new(MemoryMarshal.AsBytes<float>(rows.SelectMany(r => new[] { r.Item1, categories[r.Item2] }).ToArray()).ToArray()),
            new(Texts.Encode(rows.SelectMany(r => new[] { Text(r.Item3), Text(r.Item4) }))),
            new(MemoryMarshal.AsBytes<int>(rows.Select(r => r.Item5).ToArray()).ToArray()),
        ];
        var folded = new WindowCounters(Profile);
        var folder = new FeatureFolder(Spec, Profile);
        folder.Fold(inputs, first, count, folded.Columns);
        var codes = new uint[count];
        folder.Segments(inputs, first, count, codes);

        var naive = new WindowCounters(Profile);
        for (var r = first; r < first + count; r++)
        {
            naive.Columns[0].AddCategory(Text(rows[r].Item4));
            naive.Columns[1].Add(rows[r].Item1);
            naive.Columns[2].AddCategory(((double)categories[rows[r].Item2]).ToString(CultureInfo.InvariantCulture));
            naive.Columns[3].AddCategory(Text(rows[r].Item3));
            naive.Columns[4].Add(rows[r].Item5);
            var expected = Code(3, Text(rows[r].Item3)) | (Code(2, categories[rows[r].Item2].ToString(CultureInfo.InvariantCulture)) << 8);
            Assert.Equal(expected, codes[r - first]);
        }
        for (var c = 0; c < folded.Columns.Count; c++)
        {
            Assert.Equal(count, folded.Columns[c].Rows);
            Assert.Equal(naive.Columns[c].Counts.ToArray(), folded.Columns[c].Counts.ToArray());
            Assert.Equal((naive.Columns[c].Missing, naive.Columns[c].Unseen), (folded.Columns[c].Missing, folded.Columns[c].Unseen));
        }
    });

    private static string[] Repeat(string[] values) => [.. Enumerable.Range(0, Rows).Select(i => values[i % values.Length])];

    private static uint Code(int column, string value) => (uint)(Profile.Columns[column].Categories.ToList().IndexOf(value) + 1);
}
