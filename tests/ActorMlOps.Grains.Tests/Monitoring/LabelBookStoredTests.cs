using System.Runtime.InteropServices;
using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Tests.Testing;
using ActorMlOps.Monitoring;
using ActorMlOps.Rollout;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace ActorMlOps.Grains.Tests.Monitoring;

/// <summary>Books as they are stored.</summary>
public sealed class LabelBookStoredTests
{
    private static readonly long Hop = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly WindowRange All = WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);

    /// <summary>Books of before predictions and labels were packed have them field by field.</summary>
    [Fact]
    public void Load_ABookOfBeforeItWasPacked_IsTheSameBook()
    {
        var book = New();
        for (var i = 0; i < 40; i++)
        {
            book.Apply(new LedgerDelta(Guid.NewGuid(), 1, "1", [Entry(i)]));
            if (i % 4 == 0)
                book.Apply(new LedgerDelta(Guid.NewGuid(), 1, "2", [Entry(i) with { Role = VariantRole.Shadow, Predicted = 0 }]));
            if (i % 3 != 0)
                book.Apply(new LabelLine((UInt128)(uint)i, i % 2 == 0 ? "1" : "0"), Hop);
        }
        book.Apply(new LabelLine(1_000, "1"), Hop);
        var state = book.Save(7);
        var predictions = MemoryMarshal.Cast<byte, PackedPrediction>(state.PackedPredictions).ToArray();
        var labels = MemoryMarshal.Cast<byte, PackedLabel>(state.PackedLabels).ToArray();
        var old = new LabelBookState
        {
            NextLog = state.NextLog,
            Versions = state.Versions,
            Predictions = Array.ConvertAll(predictions, p => p.Entry),
            PredictionVersions = Array.ConvertAll(predictions, p => p.Version),
            Labels = labels.ToDictionary(l => l.Id, l => l.Mark(state.Texts, null)),
            Sequences = state.Sequences,
            Cells = state.Cells,
            NewestRows = state.NewestRows,
            BlocksFrom = state.BlocksFrom,
        };
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();

        var loaded = New();
        loaded.Load(serializer.Deserialize<LabelBookState>(serializer.SerializeToArray(old))!);
        var saved = loaded.Save(7);
        Assert.Equal(50, predictions.Length);
        Assert.Equal(state.PackedPredictions, saved.PackedPredictions);
        Assert.Equal(state.PackedLabels, saved.PackedLabels);
        Assert.Equal((book.Pending, book.CellCount), (loaded.Pending, loaded.CellCount));
        // It goes on as the other: a correction is one, a repeat none.
        Assert.Equal(LabelVerdict.Corrected, loaded.Apply(new LabelLine(1, "1"), Hop).Verdict);
        Assert.Equal(LabelVerdict.Duplicate, loaded.Apply(new LabelLine(2, "1"), Hop).Verdict);
        Assert.Equal(book.Cells("1", All).Count(), loaded.Cells("1", All).Count());
    }

    [Fact]
    public void Apply_FromEverMoreSenders_RemembersTheLastAndCountsNothingTwice()
    {
        var book = New();
        LedgerDelta[] deltas =
            [.. Enumerable.Range(0, LabelBook.MaxSenders + 200).Select(i => new LedgerDelta(Guid.NewGuid(), 1, "1", [Entry(i)]))];
        foreach (var delta in deltas)
        {
            book.Apply(delta);
            book.Apply(new LabelLine(delta.Entries[0].Id, "1"), Hop);
            // One that goes on sending is never forgotten.
            book.Apply(deltas[0] with { Sequence = book.Sequence(deltas[0].SiloInstance) + 1, Entries = [] });
        }
        var loaded = New();
        loaded.Load(book.Save(0));
        foreach (var remembers in (LabelBook[])[book, loaded])
        {
            Assert.Equal(LabelBook.MaxSenders, remembers.Save(0).Sequences.Count);
            Assert.Equal(deltas.Length + 1, remembers.Sequence(deltas[0].SiloInstance));
            Assert.Equal((0, 1), (remembers.Sequence(deltas[1].SiloInstance), remembers.Sequence(deltas[^1].SiloInstance)));
        }
        var counted = Rows(loaded);
        foreach (var delta in deltas)
            loaded.Apply(delta);
        Assert.Equal(deltas.Length, counted);
        Assert.Equal(counted, Rows(loaded));
    }

    private static long Rows(LabelBook book) => book.Cells("1", All).Sum(c => c.Cell.Groups[LabelCell.All].Rows);

    private static LabelBook New()
    {
        var book = new LabelBook();
        foreach (var version in (string[])["1", "2"])
            book.Learn(Specs.Version(version, Specs.Binary()));
        return book;
    }

    private static LedgerEntry Entry(int id) => new((UInt128)(uint)id, id, Hop, 1, VariantRole.Stable, id % 2, 0.5f, 0);
}
