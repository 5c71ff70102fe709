using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Labels by receipt: a receipt knows the pane of its row, the version's grain the number that the pane was given since. A label that comes
/// before its pane is durable at once, and counts when the number is there.
/// </summary>
internal sealed partial class LabelGrain
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    /// <summary>The pane of a silo that was killed never comes: it is not asked for every second.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private IGrainTimer? _placing;
    private TimeSpan _pause;

    private async Task LearnAsync(string version)
    {
        if (!_book.Knows(version) && await GrainFactory.GetGrain<IModelGrain>(Key.Model).GetSpec(version) is { } spec)
            _book.Learn(spec);
    }

    /// <summary>The same predictions in the same order, with the numbers of their rows as far as they are known and needed.</summary>
    private async Task<ReceiptedPrediction[]> LocateAsync(ReceiptedPrediction[] predictions)
    {
        var located = Array.ConvertAll(predictions, p => p with { Entry = p.Entry with { Row = PanePlace.NotYet } });
        foreach (var version in predictions.Select(p => p.Version).Distinct())
            await LearnAsync(version);
        var asked = Enumerable.Range(0, predictions.Length).Where(i => _book.Knows(predictions[i].Version) && _book.MustPlace(predictions[i]));
        foreach (var group in asked.GroupBy(i => predictions[i].Version).ToList())
        {
            var indices = group.ToArray();
            var numbers = await GrainFactory.GetGrain<IModelVersionGrain>(new VersionKey(Key.Model, group.Key).ToString())
                .Locate(Array.ConvertAll(indices, i => predictions[i].Place));
            for (var i = 0; i < indices.Length; i++)
            {
                var entry = predictions[indices[i]].Entry;
                // What is past the windows by time has left the index of panes for good.
                var row = numbers[i] == PanePlace.NotYet && entry.Hop < WindowGrid.HopOf(clock.GetUtcNow() - WindowGrid.Keep) ? PanePlace.Old : numbers[i];
                located[indices[i]] = predictions[indices[i]] with { Entry = entry with { Row = row } };
            }
        }
        return located;
    }

    private void PlaceLater()
    {
        if (_book.Unplaced.Count == 0 || (_placing is not null && _pause == FirstPause))
            return;
        _pause = FirstPause;
        if (_placing is null)
            _placing = this.RegisterGrainTimer(PlaceAsync, new GrainTimerCreationOptions(_pause, _pause) { Interleave = true, KeepAlive = true });
        else
            _placing.Change(_pause, _pause);
    }

    private async Task PlaceAsync(CancellationToken cancellationToken)
    {
        var located = await LocateAsync([.. _book.Unplaced]);
        var placed = Array.FindAll(located, p => p.Entry.Row != PanePlace.NotYet);
        if (placed.Length > 0)
            await CommitAsync(new([], null, placed));
        if (_book.Unplaced.Count == 0)
        {
            _placing?.Dispose();
            _placing = null;
            return;
        }
        _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
        _placing?.Change(_pause, _pause);
    }
}
