using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Labels on their way to one partition: what came while a call was under way goes out together with the next one, and so into one row of the
/// partition's log. For one grain's turns.
/// </summary>
internal sealed class LabelOutbox(ILabelGrain partition)
{
    private const int LabelsPerCall = 5_000;

    private readonly Queue<(PartitionLabel[] Labels, TaskCompletionSource<LabelAnswer> Done)> _waiting = new();
    private Task _sending = Task.CompletedTask;

    public Task<LabelAnswer> SendAsync(PartitionLabel[] labels)
    {
        var done = new TaskCompletionSource<LabelAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((labels, done));
        if (_sending.IsCompleted)
            _sending = SendAllAsync();
        return done.Task;
    }

    private async Task SendAllAsync()
    {
        while (_waiting.Count > 0)
        {
            var (batch, count) = (new List<(PartitionLabel[] Labels, TaskCompletionSource<LabelAnswer> Done)>(), 0);
            while (_waiting.TryPeek(out var next) && (batch.Count == 0 || count + next.Labels.Length <= LabelsPerCall))
            {
                batch.Add(_waiting.Dequeue());
                count += next.Labels.Length;
            }
            try
            {
                var answer = await partition.Label(batch.Count == 1 ? batch[0].Labels : [.. batch.SelectMany(b => b.Labels)]);
                var from = 0;
                foreach (var (labels, done) in batch)
                {
                    done.TrySetResult(batch.Count == 1 ? answer : answer.Slice(from, labels.Length));
                    from += labels.Length;
                }
            }
            catch (Exception e)
            {
                foreach (var (_, done) in batch)
                    done.TrySetException(e);
            }
        }
    }
}
