using ActorMlOps.Monitoring;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>What a grain keeps of the producers that sent last: as many as fit well into one row of a store.</summary>
internal static class ProducerMarks
{
    public const int Max = 256;

    public static ProducerMark Of(ObservationState state, string producer) =>
        state.Marks.GetValueOrDefault(producer)
            ?? (state.Producers.TryGetValue(producer, out var sequence) ? ProducerMark.None with { Sequence = sequence } : ProducerMark.None);

    /// <summary>Writes what is new of a producer; when it throws, what is stored counts.</summary>
    public static async Task WriteAsync(IPersistentState<ObservationState> state, string producer, ProducerMark mark)
    {
        var marks = new Dictionary<string, ProducerMark>(state.State.Marks) { [producer] = mark };
        while (marks.Count > Max)
            marks.Remove(marks.Where(m => m.Key != producer).MinBy(m => m.Value.LastHeard).Key);
        var before = state.State;
        state.State = new() { Producers = before.Producers.Where(p => !marks.ContainsKey(p.Key)).ToDictionary(), Marks = marks };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State = before;
            await state.ReadStateAsync();
            throw;
        }
    }
}
