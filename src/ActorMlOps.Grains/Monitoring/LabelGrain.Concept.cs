using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Monitoring;
using ActorMlOps.Monitoring.Detection;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>This partition's share of what detectors on labelled rows take, and a hint when there is more of it.</summary>
internal sealed partial class LabelGrain
{
    private static readonly WindowRange Always = WindowRange.Time(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(WindowGrid.HopSeconds);

    public Task<ConceptShare> Concept(string version, long seen)
    {
        if (seen == _nextLog || _book.Output(version) is not { } output)
            return Task.FromResult(new ConceptShare(_nextLog, null));
        var hours = _book.Cells(version, Always)
            .Where(c => c.Cell.Groups.ContainsKey(LabelCell.All))
            .Select(c => (c.Hop, Cells: ConceptStream.Cells(c.Cell.Groups[LabelCell.All], output)))
            .Where(c => c.Cells is not null)
            .Select(c => new Dictionary<long, long[]> { [WindowGrid.HopOf(c.Hop, WindowGrid.CoarseSeconds)] = c.Cells! });
        return Task.FromResult(new ConceptShare(_nextLog, new(ConceptStream.Sum(hours))));
    }

    /// <summary>Only a hint: one that gets lost is made up for by the next.</summary>
    private async Task TellLabelledAsync(CancellationToken cancellationToken)
    {
        var versions = _book.TakeTouched();
        try
        {
            await Task.WhenAll(versions.Select(v =>
                GrainFactory.GetGrain<IModelVersionGrain>(new VersionKey(Key.Model, v).ToString()).Labelled(Key.Partition)));
        }
        catch (Exception)
        {
            _book.Touch(versions);
        }
    }
}
