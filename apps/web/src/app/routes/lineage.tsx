import { useParams } from 'react-router';
import { Page } from '../../components/page';
import { RecommendationChain } from '../../features/lineage/components/recommendation-chain';
import { VersionChain } from '../../features/lineage/components/version-chain';

const titles = {
  recommendations: 'How this list came about',
  versions: 'Where this version comes from',
  runs: 'What became of this run',
} as const;

export default function LineageRoute() {
  const { of, id = '' } = useParams();
  const kind = of === 'versions' || of === 'runs' ? of : 'recommendations';
  return (
    <Page title={titles[kind]} lead="From what was served to the data that taught it, without a gap.">
      {kind === 'recommendations' ? (
        <RecommendationChain id={id} />
      ) : kind === 'versions' ? (
        <VersionChain of={{ version: Number(id) }} />
      ) : (
        <VersionChain of={{ runId: id }} />
      )}
    </Page>
  );
}
