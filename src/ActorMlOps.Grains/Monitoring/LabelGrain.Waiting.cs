using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

internal sealed partial class LabelGrain
{
    /// <summary>Somebody who waits for a commit.</summary>
    private sealed class Waiting(LabelLine[] labels, LedgerDelta? delta, ReceiptedPrediction[] placed)
    {
        public LabelLine[] Labels => labels;

        public LedgerDelta? Delta => delta;

        public ReceiptedPrediction[] Placed => placed;

        public int Lines => labels.Length + (delta?.Entries.Length ?? 0) + placed.Length;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LabelAnswer Result { get; private set; } = LabelAnswer.Empty;

        public void Answer(ReadOnlySpan<(LabelVerdict Verdict, string? Reason)> verdicts)
        {
            var given = new LabelVerdict[verdicts.Length];
            var rejected = new List<RejectedLabel>();
            for (var i = 0; i < verdicts.Length; i++)
            {
                given[i] = verdicts[i].Verdict;
                if (verdicts[i].Reason is { } reason)
                    rejected.Add(new(i, reason));
            }
            Result = new(given, [.. rejected]);
            Done.TrySetResult();
        }
    }
}
